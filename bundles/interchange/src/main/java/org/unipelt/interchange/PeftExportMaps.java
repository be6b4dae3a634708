package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;

/** Translates the methods at linear maps. Each map is named by its whole path, so that no pattern can mean another. */
final class PeftExportMaps {
    private final Composition composition;
    private final ModelParts model;
    private final PackWeights weights;
    private final String prefix;
    private final Set<String> targets = new LinkedHashSet<>();

    /** @param prefix what modules' paths have in front */
    PeftExportMaps(Composition composition, ModelParts model, PackWeights weights, String prefix) {
        this.composition = composition;
        this.model = model;
        this.weights = weights;
        this.prefix = prefix;
    }

    /** LoRA; the first entry gives the rank and alpha of all maps that no pattern names. */
    void lora(Map<String, Object> config, Map<String, TensorData> tensors, List<String> notes) {
        Keys first = entry(0);
        Map<String, Object> ranks = new LinkedHashMap<>();
        Map<String, Object> alphas = new LinkedHashMap<>();
        for (int i = 0; i < composition.methods().size(); i++) {
            Keys entry = entry(i);
            checkAlike(first, entry, notes);
            for (List<Site> module : modules()) {
                FusedLora.of(weights, name(entry), module, entry.integer(Entries.RANK))
                        .ifPresent(shift -> {
                            String path = target(module.get(0));
                            double alpha = entry.number(Entries.ALPHA) * shift.scale(entry.flag(Entries.RSLORA, false));
                            if (shift.rank() != first.integer(Entries.RANK)) {
                                ranks.put(path, shift.rank());
                            }
                            if (alpha != first.number(Entries.ALPHA)) {
                                alphas.put(path, alpha);
                            }
                            shift.into(tensors, PeftImport.WRAPPED + path);
                        });
            }
        }
        new PeftExportBiases(composition, model, weights, prefix).into(config, tensors, targets);
        config.put(PeftImport.TYPE, "LORA");
        config.put("r", first.integer(Entries.RANK));
        config.put("lora_alpha", first.number(Entries.ALPHA));
        config.put("lora_dropout", first.number(Entries.DROPOUT, 0));
        config.put("rank_pattern", ranks);
        config.put("alpha_pattern", alphas);
        config.put("target_modules", List.copyOf(targets));
        config.put("lora_bias", first.flag(Entries.LORA_BIAS, false));
        config.put("use_rslora", first.flag(Entries.RSLORA, false));
        config.put("use_dora", false);
        config.put("fan_in_fan_out", fanIn());
        config.put("init_lora_weights", true);
    }

    private static void checkAlike(Keys first, Keys entry, List<String> notes) {
        for (String key : List.of(Entries.LORA_BIAS, Entries.RSLORA)) {
            if (entry.flag(key, false) != first.flag(key, false)) {
                throw refused("some of its entries have " + key + " and some have not");
            }
        }
        if (entry.number(Entries.DROPOUT, 0) != first.number(Entries.DROPOUT, 0)) {
            notes.add("peft has one dropout for all maps; the first entry's stands for all");
        }
    }

    /** (IA)^3. */
    void ia3(Map<String, Object> config, Map<String, TensorData> tensors) {
        List<String> feedforward = new ArrayList<>();
        for (int i = 0; i < composition.methods().size(); i++) {
            Keys entry = entry(i);
            // as (IA)^3 itself where nothing is said
            List<?> inputs = entry.value(Entries.FEEDFORWARD) == null
                    ? List.of(SiteKind.FFN_OUT.word())
                    : entry.list(Entries.FEEDFORWARD);
            for (List<Site> module : modules()) {
                scale(entry, module, inputs.contains(module.get(0).kind().word()))
                        .ifPresent(scale -> {
                            String path = target(module.get(0));
                            if (Tensors.size(scale, 1) > 1) {
                                feedforward.add(path);
                            }
                            tensors.put(PeftImport.WRAPPED + path + PeftIa3.SCALE, scale);
                        });
            }
        }
        config.put(PeftImport.TYPE, "IA3");
        config.put("target_modules", List.copyOf(targets));
        config.put("feedforward_modules", feedforward);
        config.put("fan_in_fan_out", fanIn());
        config.put("init_ia3_weights", true);
    }

    /** [1, in], or [out, 1] where a module that is several maps has 1 for those that are not scaled; empty without any. */
    private Optional<TensorData> scale(Keys entry, List<Site> module, boolean input) {
        if (input && module.size() > 1) {
            return Optional.empty();
        }
        List<Optional<TensorData>> scales = module.stream()
                .map(site -> weights.find(name(entry) + "." + site.name() + ".scale"))
                .toList();
        if (scales.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        if (input) {
            return scales.get(0).map(scale -> Tensors.shaped(scale, 1, scale.floats().length));
        }
        List<TensorData> columns = new ArrayList<>();
        for (int i = 0; i < module.size(); i++) {
            int size = module.get(i).outputSize();
            columns.add(Tensors.shaped(scales.get(i).orElseGet(() -> Tensors.ones(size)), size, 1));
        }
        return Optional.of(Tensors.stacked(columns));
    }

    private boolean fanIn() {
        return sites().stream().limit(1).anyMatch(model::fanIn);
    }

    private Keys entry(int i) {
        return new Keys("the pack, methods[" + i + "]", composition.methods().get(i));
    }

    private static String name(Keys entry) {
        return entry.text(Entries.NAME, entry.text(Entries.METHOD, ""));
    }

    private List<Site> sites() {
        return model.sites(Set.copyOf(Targets.linearMaps()));
    }

    /** The sites of each module: several where one module is their maps side by side. */
    private List<List<Site>> modules() {
        return sites().stream()
                .filter(site -> model.module(site).isPresent())
                .map(model::besides)
                .distinct()
                .toList();
    }

    private String target(Site site) {
        String path = prefix
                + model.module(site)
                        .orElseThrow(() -> refused("the base model's library has no module for " + site.name()));
        if (!targets.add(path)) {
            throw refused("two of its entries adapt " + site.name());
        }
        return path;
    }

    private static ConfigurationException refused(String reason) {
        return new ConfigurationException(
                "the pack", reason + ", which peft's format cannot hold", "Export a pack of a single entry");
    }
}
