package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution.Side;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Translates the LoRA of adapters, and its (IA)^3, which is a LoRA that scales. */
final class AdaptersLora {
    /** Of every attention, the one to the other half of the model too. */
    private static final Map<String, List<SiteKind>> MATRICES = Map.of(
            "q", List.of(SiteKind.QUERY, SiteKind.CROSS_QUERY),
            "k", List.of(SiteKind.KEY, SiteKind.CROSS_KEY),
            "v", List.of(SiteKind.VALUE, SiteKind.CROSS_VALUE));

    /** Families in which adapters has the maps of the feed-forward network by each other's keys. */
    private static final Set<String> EXCHANGED = Set.of("llama");

    /** One site's share of a module's tensors; the gate's are null where there is none. */
    private record Shift(TensorData a, TensorData b, TensorData gate, TensorData gateBias) {}

    private final AdaptersFile file;
    private final Keys config;

    AdaptersLora(AdaptersFile file) {
        this.file = file;
        this.config = file.config();
    }

    void into(Draft draft) {
        config.ignoring("init_weights", "init_weights_seed", "dtype");
        switch (config.text("composition_mode", "add")) {
            case "add" -> shifts(draft);
            case "scale" -> scales(draft);
            default -> throw config.refused("composition_mode", "add and scale are supported");
        }
    }

    private Set<SiteKind> kinds() {
        Set<SiteKind> kinds = EnumSet.noneOf(SiteKind.class);
        boolean attention = config.flag("selfattn_lora", true);
        for (Object matrix : config.list("attn_matrices")) {
            List<SiteKind> matrices = MATRICES.get(matrix);
            if (matrices == null) {
                throw config.refused("attn_matrices", "q, k and v are supported");
            }
            if (attention) {
                kinds.addAll(matrices);
            }
        }
        boolean exchanged = EXCHANGED.contains(file.model().family());
        if (config.flag("intermediate_lora", false)) {
            kinds.add(exchanged ? SiteKind.FFN_OUT : SiteKind.FFN_IN);
        }
        if (config.flag("output_lora", false)) {
            kinds.add(exchanged ? SiteKind.FFN_IN : SiteKind.FFN_OUT);
        }
        return kinds;
    }

    /** The sites that are adapted, by where their module's tensors begin. */
    private Map<String, List<Site>> modules() {
        Map<String, List<Site>> modules = new LinkedHashMap<>();
        file.sites(kinds()).forEach(site -> modules.computeIfAbsent(file.place(site, "loras"), m -> new ArrayList<>())
                .add(site));
        return modules;
    }

    private void shifts(Draft draft) {
        int rank = config.integer("r");
        double alpha = config.number("alpha");
        Map<Site, Shift> shifts = new LinkedHashMap<>();
        SiteGroups<Integer> groups = new SiteGroups<>();
        modules().forEach((place, sites) -> take(place, sites, rank, shifts));
        shifts.keySet().forEach(site -> groups.put(site, rank));
        // where it gates, adapters leaves alpha / r out
        Map<String, Object> entry = Entries.lora(rank, file.gated() ? rank : alpha, config.number("dropout", 0));
        for (var group : groups.groups(file.model())) {
            String name = draft.add(Entries.LORA, group.entry(entry, true), file.gated());
            group.sites().forEach(site -> add(draft, name, site, shifts.get(site)));
        }
    }

    /** A module that is several maps side by side has A, B and gates of those that are adapted one below the other. */
    private void take(String place, List<Site> sites, int rank, Map<Site, Shift> shifts) {
        int count = sites.size();
        int in = sites.get(0).inputSize();
        int out = sites.stream().mapToInt(Site::outputSize).sum();
        TensorData a = file.tensors().take(place + "lora_A", (long) count * rank, in);
        TensorData b = file.tensors().take(place + "lora_B", out, rank);
        TensorData gate = file.gated() ? file.tensors().take(place + "gate.weight", count, in) : null;
        TensorData gateBias = file.gated() ? file.tensors().take(place + "gate.bias", count) : null;
        int row = 0;
        for (int i = 0; i < count; i++) {
            Site site = sites.get(i);
            shifts.put(
                    site,
                    new Shift(
                            Tensors.rows(a, i * rank, (i + 1) * rank),
                            Tensors.rows(b, row, row + site.outputSize()),
                            gate == null ? null : Tensors.rows(gate, i, i + 1),
                            gate == null ? null : Tensors.rows(gateBias, i, i + 1)));
            row += site.outputSize();
        }
    }

    private void add(Draft draft, String name, Site site, Shift shift) {
        String place = name + "." + site.name() + ".";
        draft.weight(place + "a", Tensors.transposed(shift.a()));
        draft.weight(place + "b", Tensors.transposed(shift.b()));
        if (file.gated()) {
            draft.gate(site, name + "." + site.kind().word(), shift.gate(), shift.gateBias());
        }
    }

    /** y times lora_B, bias and all; the library takes rank 1 only, and alpha multiplies. */
    private void scales(Draft draft) {
        config.holding(1, "r", "alpha").holding(false, "use_gating");
        Scales scales = new Scales();
        modules().forEach((place, sites) -> {
            int out = sites.stream().mapToInt(Site::outputSize).sum();
            TensorData all = file.tensors().take(place + "lora_B", out, 1);
            int row = 0;
            for (Site site : sites) {
                scales.put(site, Side.OUTPUT, Tensors.rows(all, row, row + site.outputSize()));
                row += site.outputSize();
            }
        });
        scales.into(draft, file.model());
        file.noteDropout(draft, Entries.IA3);
    }
}
