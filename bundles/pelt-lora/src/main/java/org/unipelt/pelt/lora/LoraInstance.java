package org.unipelt.pelt.lora;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;
import org.unipelt.api.pelt.Weights;

/**
 * LoRA with its checked options.
 *
 * @param rank the inner size of the product
 * @param scale what the product is multiplied by
 * @param dropout the dropout rate of the product's input
 * @param withBias whether the product has a bias of its own
 * @param modelBiases which of the model's biases are trained too: none, lora_only or all
 * @param targets the maps to shift
 */
record LoraInstance(int rank, double scale, double dropout, boolean withBias, String modelBiases, Targets targets)
        implements MethodInstance {

    @Override
    public List<Contribution> contribute(Site site, Weights weights) {
        List<Contribution> contributions = new ArrayList<>();
        if (targets.include(site)) {
            contributions.add(product(site, weights));
        }
        if (trainsBiasOf(site)) {
            contributions.add(new Contribution.BiasShift(
                    weights.parameter("bias_shift", Shape.of(site.outputSize()), Initializer.zeros())));
        }
        return contributions;
    }

    /** A as torch's Linear starts, B at zero: the shift begins as nothing. */
    private Contribution product(Site site, Weights weights) {
        Parameter a =
                weights.parameter("a", Shape.of(site.inputSize(), rank), Initializer.kaimingUniform(Math.sqrt(5)));
        Parameter b = weights.parameter("b", Shape.of(rank, site.outputSize()), Initializer.zeros());
        Parameter bias = withBias ? weights.parameter("bias", Shape.of(site.outputSize()), Initializer.zeros()) : null;
        return new Contribution.LowRankShift(a, b, bias, scale, dropout);
    }

    private boolean trainsBiasOf(Site site) {
        return site.biased()
                && switch (modelBiases) {
                    case "all" ->
                        site.kind().group() == SiteKind.Group.LINEAR
                                || site.kind().group() == SiteKind.Group.NORM;
                    case "lora_only" -> targets.include(site);
                    default -> false;
                };
    }
}
