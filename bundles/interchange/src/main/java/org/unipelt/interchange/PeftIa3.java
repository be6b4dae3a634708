package org.unipelt.interchange;

import java.util.List;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution.Side;
import org.unipelt.api.pelt.Site;

/** Translates peft's (IA)^3: [out, 1] scales a map's output, bias and all, and [1, in] the input of a feed-forward map. */
final class PeftIa3 {
    static final String SCALE = ".ia3_l";

    private final Keys config;
    private final SavedTensors tensors;
    private final ModelParts model;

    PeftIa3(Keys config, SavedTensors tensors, ModelParts model) {
        this.config = config.ignoring("fan_in_fan_out", "init_ia3_weights", "feedforward_modules");
        this.tensors = tensors;
        this.model = model;
    }

    void into(Draft draft) {
        PeftHead.take(config, tensors, PeftImport.WRAPPED, model, draft);
        PeftPaths paths = PeftPaths.of(tensors, model, SCALE);
        Scales scales = new Scales();
        paths.sites().forEach((path, sites) -> take(PeftImport.WRAPPED + path + SCALE, sites, scales));
        paths.expectTargets(config, tensors, model, SCALE);
        scales.into(draft, model);
        draft.origin(Origin.PREFIX, paths.prefix());
    }

    private void take(String name, List<Site> sites, Scales scales) {
        if (tensors.size(name, 1) > 1) {
            if (sites.size() > 1) {
                throw config.refused("feedforward_modules", "'" + name + "' scales the input of several maps at once");
            }
            scales.put(
                    sites.get(0), Side.INPUT, tensors.take(name, 1, sites.get(0).inputSize()));
            return;
        }
        TensorData all =
                tensors.take(name, sites.stream().mapToInt(Site::outputSize).sum(), 1);
        for (Site site : sites) {
            int first = model.firstColumn(site);
            scales.put(site, Side.OUTPUT, Tensors.rows(all, first, first + site.outputSize()));
        }
    }
}
