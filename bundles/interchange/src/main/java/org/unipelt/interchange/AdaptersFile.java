package org.unipelt.interchange;

import java.util.List;
import java.util.Set;
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
                .filter(site -> !out.contains(site.layer()))
                .toList();
    }

    /** Where the tensors of a site begin: {@code bert.encoder.layer.0.output.adapters.NAME.}. */
    String place(Site site, String part) {
        return prefix + model.module(site).orElse(site.name()) + "." + part + "." + adapter + ".";
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
