package org.unipelt.interchange;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution.Side;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Translates the LoRA of adapters, and its (IA)^3, which is a LoRA that scales. */
final class AdaptersLora {
    private static final Map<String, SiteKind> MATRICES =
            Map.of("q", SiteKind.QUERY, "k", SiteKind.KEY, "v", SiteKind.VALUE);

    private record Shift(TensorData a, TensorData b) {}

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
            SiteKind kind = MATRICES.get(matrix);
            if (kind == null) {
                throw config.refused("attn_matrices", "q, k and v are supported");
            }
            if (attention) {
                kinds.add(kind);
            }
        }
        if (config.flag("intermediate_lora", false)) {
            kinds.add(SiteKind.FFN_IN);
        }
        if (config.flag("output_lora", false)) {
            kinds.add(SiteKind.FFN_OUT);
        }
        return kinds;
    }

    private void shifts(Draft draft) {
        int rank = config.integer("r");
        double alpha = config.number("alpha");
        Map<Site, Shift> shifts = new LinkedHashMap<>();
        SiteGroups<Integer> groups = new SiteGroups<>();
        for (Site site : file.sites(kinds())) {
            String place = file.place(site, "loras");
            shifts.put(
                    site,
                    new Shift(
                            file.tensors().take(place + "lora_A", rank, site.inputSize()),
                            file.tensors().take(place + "lora_B", site.outputSize(), rank)));
            groups.put(site, rank);
        }
        // where it gates, adapters leaves alpha / r out
        Map<String, Object> entry = Entries.lora(rank, file.gated() ? rank : alpha, config.number("dropout", 0));
        for (var group : groups.groups(file.model(), config.where())) {
            String name = draft.add(Entries.LORA, group.entry(entry, true), file.gated());
            group.sites().forEach(site -> add(draft, name, site, shifts.get(site)));
        }
    }

    private void add(Draft draft, String name, Site site, Shift shift) {
        String place = name + "." + site.name() + ".";
        draft.weight(place + "a", Tensors.transposed(shift.a()));
        draft.weight(place + "b", Tensors.transposed(shift.b()));
        if (file.gated()) {
            String slot = name + "." + site.kind().word();
            file.gate(draft, site, slot, file.place(site, "loras") + "gate.", site.inputSize());
        }
    }

    /** y times lora_B, bias and all; the library takes rank 1 only, and alpha multiplies. */
    private void scales(Draft draft) {
        config.holding(1, "r", "alpha").holding(false, "use_gating");
        Scales scales = new Scales();
        for (Site site : file.sites(kinds())) {
            scales.put(
                    site, Side.OUTPUT, file.tensors().take(file.place(site, "loras") + "lora_B", site.outputSize(), 1));
        }
        scales.into(draft, file.model(), config.where());
        file.noteDropout(draft, Entries.IA3);
    }
}
