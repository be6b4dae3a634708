package org.unipelt.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution.Places;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** Translates the prefix-tuning and the prompt tuning of adapters. */
final class AdaptersPrompts {
    private static final String POOL = "prefix_tuning.prefix_tunings.";
    private static final String POOL_COPY = ".prefix_tuning.pool.prefix_tunings.";
    private static final String SELF = "self_prefix";
    private static final String NETWORK = "control_trans";

    private final AdaptersFile file;
    private final Keys config;
    private final SavedTensors tensors;

    AdaptersPrompts(AdaptersFile file) {
        this.file = file;
        this.config = file.config();
        this.tensors = file.tensors();
    }

    void prefix(Draft draft) {
        config.holding(List.of(), "leave_out")
                .holding("tanh", "non_linearity")
                .ignoring("bottleneck_size", "init_weights_seed");
        boolean encoder = config.flag("encoder_prefix", true) || !file.model().twoHalves();
        boolean cross = config.flag("cross_prefix", true) || !file.model().twoHalves();
        int length = config.integer("prefix_length");
        dropCopies();
        boolean separate = !config.flag("shared_gating", true) && file.gated();
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(Entries.PREFIX_LENGTH, length);
        if (separate) {
            options.put(Entries.SHARED_GATING, false);
        }
        if (file.model().twoHalves()) {
            options.put(Entries.RELATIVE, Places.FIRST.word());
        }
        if (!encoder) {
            options.put(Entries.STAGES, List.of(Stage.DECODER.word()));
        }
        if (!cross) {
            options.put(Entries.TARGETS, List.of(SiteKind.KEY_VALUE.word()));
        }
        String name = draft.add(Entries.PREFIX_TUNING, options, file.gated());
        pools(encoder, cross).forEach((pool, sites) -> {
            int width = sites.stream().mapToInt(Site::outputSize).sum() * 2;
            String place = file.prefix() + POOL + file.adapter() + "." + pool + ".";
            TensorData all = config.flag("flat", false) ? flat(place, length, width) : network(place, length, width);
            PeftPrompts.prefixes(draft, name, sites, all);
            if (file.gated()) {
                sites.forEach(site -> gates(draft, name, site, separate ? 2 : 1));
            }
        });
        file.noteDropout(draft, Entries.PREFIX_TUNING);
    }

    /** The attentions that share a network, by its name. */
    private Map<String, List<Site>> pools(boolean encoder, boolean cross) {
        List<Site> own = file.model().sites(Set.of(SiteKind.KEY_VALUE));
        Map<String, List<Site>> pools = new LinkedHashMap<>();
        if (!file.model().twoHalves()) {
            pools.put(SELF, own);
            return pools;
        }
        if (encoder) {
            pools.put(
                    "encoder_prefix",
                    own.stream().filter(site -> site.stage() == Stage.ENCODER).toList());
        }
        pools.put(
                SELF, own.stream().filter(site -> site.stage() == Stage.DECODER).toList());
        if (cross) {
            pools.put("cross_prefix", file.model().sites(Set.of(SiteKind.CROSS_KEY_VALUE)));
        }
        return pools;
    }

    /** The library keeps the one prefix in every layer, so that a file has it once for each of them again. */
    private void dropCopies() {
        String copy = POOL_COPY + file.adapter() + ".";
        for (String name : tensors.names()) {
            int at = name.indexOf(copy);
            if (at < 0) {
                continue;
            }
            String original = file.prefix() + POOL + file.adapter() + "." + name.substring(at + copy.length());
            if (!tensors.look(name).equals(tensors.look(original))) {
                throw new DataException(
                        tensors.file(),
                        "tensor '" + name + "' is not the copy of '" + original + "' that it should be",
                        "Save the adapter again");
            }
            tensors.drop(name);
        }
    }

    private TensorData flat(String pool, int length, int width) {
        return Tensors.shaped(tensors.take(pool + NETWORK, (long) length * width), length, width);
    }

    /** What the training network gives: linear, tanh, linear of the embedded prefix. */
    private TensorData network(String pool, int length, int width) {
        String hidden = pool + NETWORK + ".0.";
        String last = pool + NETWORK + ".2.";
        int embedded = tensors.size(pool + "wte.weight", 1);
        int middle = tensors.size(hidden + "weight", 0);
        TensorData embedding = tensors.take(pool + "wte.weight", length, embedded);
        TensorData narrow = Tensors.linear(
                embedding, tensors.take(hidden + "weight", middle, embedded), tensors.take(hidden + "bias", middle));
        return Tensors.linear(
                Tensors.tanh(narrow), tensors.take(last + "weight", width, middle), tensors.take(last + "bias", width));
    }

    /** One gate, or the keys' and then the values'. */
    private void gates(Draft draft, String name, Site site, int count) {
        String gate = file.place(site, "prefix_tuning.prefix_gates");
        TensorData weight = tensors.take(gate + "weight", count, site.inputSize());
        TensorData bias = tensors.take(gate + "bias", count);
        String slot = name + "." + site.kind().word();
        for (int i = 0; i < count; i++) {
            draft.gate(
                    site,
                    i == 0 ? slot : slot + ".values",
                    Tensors.shaped(Tensors.row(weight, i), 1, site.inputSize()),
                    TensorData.of(org.tensorflow.ndarray.Shape.of(1), new float[] {bias.floats()[i]}));
        }
    }

    /** Behind the embeddings' norm, without positions; the head reads the first place. */
    void prompt(Draft draft) {
        config.ignoring("prompt_init", "prompt_init_text", "init_weights_seed");
        Site site = file.model()
                .site(SiteKind.EMBEDDING_OUTPUT)
                .orElseThrow(() -> new ConfigurationException(
                        file.model().name(), "the base model takes no virtual tokens", "Choose another base model"));
        int length = config.integer("prompt_length");
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(Entries.VIRTUAL_TOKENS, length);
        options.put(Entries.POSITIONS, Entries.UNSHIFTED);
        switch (config.text("combine", "prefix")) {
            case "prefix" -> options.put(Entries.SUMMARY, Entries.PROMPT);
            case Entries.AFTER_BOS -> {
                options.put(Entries.SUMMARY, Entries.TEXT);
                options.put(Entries.COMBINE, Entries.AFTER_BOS);
            }
            default -> throw config.refused("combine", "prefix and prefix_after_bos are supported");
        }
        String name = draft.add(Entries.PROMPT_TUNING, options, false);
        String tensor = file.prefix() + "prompt_tuning.prompt_tunings." + file.adapter() + ".prompt_embedding.weight";
        draft.weight(name + "." + site.name() + ".embeddings", tensors.take(tensor, length, site.outputSize()));
    }
}
