package org.unipelt.interchange;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/**
 * One method of adapters: its configuration and the tensors that it may take.
 *
 * @param adapter the adapter's name, which stands in the tensors' names
 * @param prefix what the tensors' names have in front of the model's own names
 */
record AdaptersFile(Keys config, SavedTensors tensors, ModelParts model, String adapter, String prefix) {

    boolean gated() {
        return config.flag("use_gating", false);
    }

    /** The sites of these kinds in the layers that are not left out. */
    List<Site> sites(Set<SiteKind> kinds) {
        Set<Integer> out = config.layers("leave_out");
        return model.sites(kinds).stream()
                .filter(site -> !out.contains(model.counted(site)))
                .toList();
    }

    /**
     * What stands between a block's holder, its last map's parent or the parent of that, and the adapters' names: the first of
     * these that a file has tensors for.
     */
    private static final Map<SiteKind, List<String>> BLOCKS = Map.of(
            SiteKind.ATTENTION_BLOCK, List.of("adapters", "attention_adapters.adapters"),
            SiteKind.FFN_BLOCK, List.of("adapters", "output_adapters.adapters"));

    /** Where the tensors of a site begin: {@code bert.encoder.layer.0.output.adapters.NAME.}. */
    String place(Site site, String part) {
        String module = prefix + model.module(site).orElse(site.name());
        if (!BLOCKS.containsKey(site.kind())) {
            return module + "." + part + "." + adapter + ".";
        }
        String parent = module.substring(0, Math.max(0, module.lastIndexOf('.')));
        return Stream.of(module, parent)
                .flatMap(holder ->
                        BLOCKS.get(site.kind()).stream().map(between -> holder + "." + between + "." + adapter + "."))
                .filter(place -> tensors.names().stream().anyMatch(name -> name.startsWith(place)))
                .findFirst()
                .orElse(module + "." + part + "." + adapter + ".");
    }

    /** Takes the gate of a site's contribution. */
    void gate(Draft draft, Site site, String slot, String gate, int in) {
        draft.gate(site, slot, tensors.take(gate + "weight", 1, in), tensors.take(gate + "bias", 1));
    }

    /** Says that a rate of dropout is not taken over. */
    void noteDropout(Draft draft, String method) {
        if (config.number("dropout", 0) != 0) {
            draft.note(config.where() + ": dropout = " + config.value("dropout")
                    + " would count in further training only, and " + method + " has no such option here");
        }
    }
}
