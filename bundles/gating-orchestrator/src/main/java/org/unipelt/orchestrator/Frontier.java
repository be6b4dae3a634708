package org.unipelt.orchestrator;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * Up to where a composition is its frozen base model: below, every pass gives the same for the same text, whatever is learned
 * above. It lies between two layers of the half that is read first, or behind its last one.
 *
 * @param stage that half
 * @param layers how many of its layers are below, at least 1
 */
record Frontier(Stage stage, int layers) {

    /** The frontier of a composition; empty where nothing is below, or the places of padding matter, which are not kept. */
    static Optional<Frontier> of(BaseModelInstance model, Plan plan, OwnBase.Extent ownBase) {
        if (model.sites().isEmpty() || ownBase.copies() || plan.gates().readPadding()) {
            return Optional.empty();
        }
        List<Site> sites = model.sites();
        Stage stage = sites.get(0).stage();
        List<Site> half = sites.stream().filter(site -> site.stage() == stage).toList();
        int all = 1 + half.stream().mapToInt(Site::layer).max().orElseThrow();
        int layers = half.stream()
                .filter(site -> !plan.at(site).isEmpty())
                .findFirst()
                .map(lowest -> below(lowest, half, all))
                .orElse(all);
        return layers > 0 ? Optional.of(new Frontier(stage, layers)) : Optional.empty();
    }

    private static int below(Site site, List<Site> half, int all) {
        if (site.layer() >= 0) {
            return site.layer();
        }
        boolean front = half.stream().takeWhile(s -> s.layer() < 0).anyMatch(site::equals);
        // the norm behind the last layer counts with it: models give its output as the last hidden state
        int end = site.kind().group() == SiteKind.Group.NORM ? all - 1 : all;
        return front ? 0 : end;
    }

    /** Whether the model has passed it when it calls a site. */
    boolean reachedBy(Site site) {
        return site.stage() != stage || site.layer() >= layers;
    }

    /** What is given at the frontier, [batch, sequence, hidden]; empty where a model does not tell the states of all layers. */
    Optional<Operand<TFloat32>> states(ModelOutputs outputs) {
        List<Operand<TFloat32>> states = outputs.hiddenStates();
        return layers < states.size() ? Optional.of(states.get(layers)) : Optional.empty();
    }
}
