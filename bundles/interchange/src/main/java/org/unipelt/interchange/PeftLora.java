package org.unipelt.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;

/** Translates peft's LoRA. The sites are those that the file has tensors for. */
final class PeftLora {
    static final String A = ".lora_A.weight";
    static final String B = ".lora_B.weight";
    static final String C = ".lora_B.bias";

    private record Options(int rank, double alpha) {}

    private record Shift(TensorData a, TensorData b, TensorData bias) {}

    private final Keys config;
    private final SavedTensors tensors;
    private final ModelParts model;
    private final boolean rankStabilised;
    private final boolean biased;
    private final Map<Site, Shift> shifts = new LinkedHashMap<>();
    private final SiteGroups<Options> groups = new SiteGroups<>();

    PeftLora(Keys config, SavedTensors tensors, ModelParts model) {
        this.config = config;
        this.tensors = tensors;
        this.model = model;
        this.rankStabilised = config.flag("use_rslora", false);
        this.biased = config.flag("lora_bias", false);
    }

    void into(Draft draft) {
        check();
        PeftHead.take(config, tensors, PeftImport.WRAPPED, model, draft);
        PeftPaths paths = PeftPaths.of(tensors, model, A);
        paths.sites().forEach(this::take);
        paths.expectTargets(config, tensors, model, A);
        PeftBiases biases = PeftBiases.take(config, tensors, model, paths.sites(), draft);
        List<SiteGroups.Group<Options>> entries = groups.groups(model);
        for (int i = 0; i < entries.size(); i++) {
            add(draft, entries.get(i), biases.ofEntry(i));
        }
        draft.origin(Origin.PREFIX, paths.prefix());
    }

    /** Nothing that changes the formula; ways to start A and B that leave the base model alone mean nothing any more. */
    private void check() {
        config.ignoring(
                "fan_in_fan_out", // how the base model keeps its weight: A and B are the same either way
                "eva_config",
                "megatron_core",
                "qalora_group_size");
        Object start = config.value("init_lora_weights");
        if (start instanceof String way && !way.matches("gaussian|eva|orthogonal|mica")) {
            throw config.refused("init_lora_weights", "training began by changing the base model's weights");
        }
    }

    /** The maps that a module is side by side share A, and have the rows of B that give their columns. */
    private void take(String path, List<Site> sites) {
        String module = PeftImport.WRAPPED + path;
        int rank = tensors.size(module + A, 0);
        double expected = TargetModules.patterned(config, "rank_pattern", path, config.integer("r"));
        if (rank != expected) {
            throw new DataException(
                    tensors.file(),
                    "'" + module + A + "' has rank " + rank + ", and the configuration gives it " + (int) expected,
                    "Take weights and configuration from the same adapter");
        }
        double alpha = TargetModules.patterned(config, "alpha_pattern", path, config.number("lora_alpha"));
        int out = sites.stream().mapToInt(Site::outputSize).sum();
        TensorData a = tensors.take(module + A, rank, sites.get(0).inputSize());
        TensorData b = tensors.take(module + B, out, rank);
        TensorData bias = biased ? tensors.take(module + C, out) : null;
        for (Site site : sites) {
            int first = model.firstColumn(site);
            int last = first + site.outputSize();
            shifts.put(
                    site, new Shift(a, Tensors.rows(b, first, last), biased ? Tensors.rows(bias, first, last) : null));
            groups.put(site, new Options(rank, alpha));
        }
    }

    private void add(Draft draft, SiteGroups.Group<Options> group, PeftBiases biases) {
        Options options = group.options();
        Map<String, Object> entry =
                group.entry(Entries.lora(options.rank(), options.alpha(), config.number("lora_dropout", 0)), true);
        entry.put(Entries.RSLORA, rankStabilised);
        entry.put(Entries.LORA_BIAS, biased);
        entry.put(Entries.BIAS, biases.mode());
        String name = draft.add(Entries.LORA, entry, false);
        for (Site site : group.sites()) {
            String place = name + "." + site.name() + ".";
            Shift shift = shifts.get(site);
            draft.weight(place + "a", Tensors.transposed(shift.a()));
            draft.weight(place + "b", Tensors.transposed(shift.b()));
            if (biased) {
                draft.weight(place + "bias", shift.bias());
            }
        }
        biases.into(draft, name, group.sites());
    }
}
