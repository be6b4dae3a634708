package org.unipelt.interchange;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Translates the bottleneck adapters of adapters. */
final class AdaptersBottleneck {
    /** The functions between the projections, by the library's names. */
    private static final Map<String, String> NON_LINEARITIES = Map.of(
            "relu", "relu",
            "gelu", "gelu",
            "gelu_new", "gelu_new",
            "swish", "swish",
            "silu", "swish",
            "tanh", "tanh",
            "sigmoid", "sigmoid",
            "leakyrelu", "leaky_relu");

    private static final Set<SiteKind> BEHIND_FFN = EnumSet.of(SiteKind.FFN_BLOCK);
    private static final Set<SiteKind> BOTH = EnumSet.of(SiteKind.ATTENTION_BLOCK, SiteKind.FFN_BLOCK);

    /** The placements, with the values of the keys that make each of them. */
    private enum Placement {
        PFEIFFER("seq_bn", BEHIND_FFN, false, true, false, true),
        HOULSBY("double_seq_bn", BOTH, true, true, false, false),
        PARALLEL("par_bn", BEHIND_FFN, false, true, true, false);

        private final String theirs;
        private final Set<SiteKind> kinds;
        private final Map<String, Boolean> keys = new LinkedHashMap<>();

        Placement(
                String theirs,
                Set<SiteKind> kinds,
                boolean behindAttention,
                boolean behindFfn,
                boolean parallel,
                boolean normFirst) {
            this.theirs = theirs;
            this.kinds = kinds;
            keys.put("mh_adapter", behindAttention);
            keys.put("output_adapter", behindFfn);
            keys.put("is_parallel", parallel);
            keys.put("original_ln_before", normFirst);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean is(Map<String, Boolean> chosen) {
            return keys.equals(chosen);
        }

        static Placement of(Keys config) {
            Map<String, Boolean> chosen = new LinkedHashMap<>();
            PFEIFFER.keys.keySet().forEach(key -> chosen.put(key, config.flag(key, false)));
            return Arrays.stream(values())
                    .filter(placement -> placement.is(chosen))
                    .findFirst()
                    .orElseThrow(() -> new ConfigurationException(
                            config.where() + ", "
                                    + chosen.entrySet().stream()
                                            .map(key -> key.getKey() + " = " + key.getValue())
                                            .collect(Collectors.joining(", ")),
                            "with these an adapter stands at none of the supported places",
                            "Import one of " + String.join(", ", theirNames())));
        }

        private static List<String> theirNames() {
            return Arrays.stream(values()).map(placement -> placement.theirs).toList();
        }
    }

    private record Adapter(
            TensorData down, TensorData downBias, TensorData up, TensorData upBias, TensorData scaling, String gate) {}

    private final AdaptersFile file;
    private final Keys config;
    private final Map<Site, Adapter> adapters = new LinkedHashMap<>();

    AdaptersBottleneck(AdaptersFile file) {
        this.file = file;
        this.config = file.config();
    }

    void into(Draft draft) {
        check();
        Placement placement = Placement.of(config);
        Object scaling = scaling();
        String nonLinearity = nonLinearity();
        SiteGroups<Integer> groups = new SiteGroups<>();
        for (Site site : file.sites(placement.kinds)) {
            groups.put(site, take(site, Entries.LEARNED.equals(scaling)));
        }
        Map<String, Object> options = Entries.adapter(placement.word(), nonLinearity, scaling, 0);
        if (config.number("dropout", 0) != 0) {
            draft.note(config.where() + ": dropout = " + config.value("dropout")
                    + " drops what the adapter gives, and counts in further training only; " + Entries.ADAPTER
                    + " drops between its maps, and is left without");
        }
        for (var group : groups.groups(file.model())) {
            Map<String, Object> entry = group.entry(options, false);
            entry.put(Entries.BOTTLENECK, group.options());
            add(draft, group.sites(), draft.add(Entries.ADAPTER, entry, file.gated()));
        }
    }

    private void check() {
        if (config.flag("phm_layer", false)) {
            throw config.refused("phm_layer", "the projections are sums of Kronecker products (compacter)");
        }
        config.holding(true, "original_ln_after", "residual_before_ln")
                .holding(false, "adapter_residual_before_ln", "cross_adapter", "ln_before", "ln_after")
                .ignoring("reduction_factor", "inv_adapter_reduction_factor", "stochastic_depth")
                .ignoring("init_weights", "init_weights_seed")
                // of compacter alone
                .ignoring(
                        "factorized_phm_W", "factorized_phm_rule", "hypercomplex_nonlinearity", "learn_phm", "phm_bias")
                .ignoring("phm_c_init", "phm_dim", "phm_init_range", "phm_rank", "shared_W_phm", "shared_phm_rule");
    }

    private Object scaling() {
        return Entries.LEARNED.equals(config.value("scaling")) ? Entries.LEARNED : (Object) config.number("scaling", 1);
    }

    private String nonLinearity() {
        String theirs = config.text("non_linearity", "relu");
        String ours = NON_LINEARITIES.get(theirs);
        if (ours == null) {
            throw config.refused(
                    "non_linearity", "supported: " + String.join(", ", new TreeSet<>(NON_LINEARITIES.keySet())));
        }
        return ours;
    }

    /** @return the bottleneck */
    private int take(Site site, boolean scaled) {
        SavedTensors tensors = file.tensors();
        String place = file.place(site, "adapters");
        int hidden = site.inputSize();
        int bottleneck = tensors.size(place + "adapter_down.0.weight", 0);
        adapters.put(
                site,
                new Adapter(
                        tensors.take(place + "adapter_down.0.weight", bottleneck, hidden),
                        tensors.take(place + "adapter_down.0.bias", bottleneck),
                        tensors.take(place + "adapter_up.weight", hidden, bottleneck),
                        tensors.take(place + "adapter_up.bias", hidden),
                        scaled ? tensors.take(place + "scaling", 1) : null,
                        place + "gate."));
        return bottleneck;
    }

    private void add(Draft draft, List<Site> sites, String name) {
        for (Site site : sites) {
            String place = name + "." + site.name() + ".";
            Adapter adapter = adapters.get(site);
            draft.weight(place + "down.weight", Tensors.transposed(adapter.down()));
            draft.weight(place + "down.bias", adapter.downBias());
            draft.weight(place + "up.weight", Tensors.transposed(adapter.up()));
            draft.weight(place + "up.bias", adapter.upBias());
            if (adapter.scaling() != null) {
                draft.weight(place + "scaling", adapter.scaling());
            }
            if (file.gated()) {
                file.gate(draft, site, name + "." + site.kind().word(), adapter.gate(), site.inputSize());
            }
        }
    }
}
