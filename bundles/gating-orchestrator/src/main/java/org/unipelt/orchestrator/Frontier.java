package org.unipelt.orchestrator;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * Up to where a composition is its frozen base model: below, every pass gives the same for the same text, whatever is learned
 * above. It lies between two layers of the half that is read first, or behind its last one; where nothing stands in a model of
 * one half, it is what the head reads of it.
 *
 * @param stage the half that is read first
 * @param layers how many of its layers are below, at least 1
 * @param whole whether the whole model is below
 */
record Frontier(Stage stage, int layers, boolean whole) {

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
        boolean whole = half.size() == sites.size()
                && sites.stream().allMatch(site -> plan.at(site).isEmpty());
        return layers > 0 ? Optional.of(new Frontier(stage, layers, whole)) : Optional.empty();
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

    /**
     * What is given at the frontier: [batch, sequence, hidden], or [batch, size] where the head reads no more; empty where a
     * model does not tell the states of all layers.
     */
    Optional<Operand<TFloat32>> states(Drawing.Pass pass) {
        Optional<Operand<TFloat32>> sentence = pass.scope().sentence().filter(vector -> whole && sized(vector, 2));
        if (sentence.isPresent()) {
            return sentence;
        }
        return pass.outputs().hiddenStates().stream().skip(layers).findFirst().filter(states -> sized(states, 3));
    }

    private static boolean sized(Operand<TFloat32> operand, int dimensions) {
        Shape shape = operand.shape();
        return shape.numDimensions() == dimensions && shape.get(dimensions - 1) != Shape.UNKNOWN_SIZE;
    }
}
