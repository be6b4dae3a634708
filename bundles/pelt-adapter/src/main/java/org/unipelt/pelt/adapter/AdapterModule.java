package org.unipelt.pelt.adapter;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Weights;

/**
 * The adapter of Pfeiffer et al. (2020, arXiv 2005.00247), one in each layer behind the feed-forward network: y + up(f(down(x)))
 * with x = norm(y + residual), the layer's own norm.
 */
@Component(configurationPid = "org.unipelt.pelt.adapter")
@PeltMethod("adapter")
public final class AdapterModule implements PeltModule {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("bottleneck", 48, "size between down and up projection")
                    .between(1, 65536),
            Option.text(
                    "non_linearity", "relu", "what stands between the projections", "relu", "gelu", "swish", "tanh"));

    /** Both projections start small, so that the adapter begins near nothing without a symmetry to break (UniPELT's start). */
    private static final Initializer SMALL = Initializer.normal(0.02);

    /** An administrator's defaults are service properties, which the orchestrator reads: the service itself stays. */
    @Modified
    void defaultsChanged() {}

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public MethodInstance instantiate(Options options) {
        int bottleneck = options.integer("bottleneck");
        String nonLinearity = options.text("non_linearity");
        return (site, weights) -> site.kind() == SiteKind.FFN_BLOCK
                ? List.of(adapter(site, weights, bottleneck, nonLinearity))
                : List.of();
    }

    private static Contribution adapter(Site site, Weights weights, int bottleneck, String nonLinearity) {
        Parameter down = weights.parameter("down.weight", Shape.of(site.inputSize(), bottleneck), SMALL);
        Parameter downBias = weights.parameter("down.bias", Shape.of(bottleneck), Initializer.zeros());
        Parameter up = weights.parameter("up.weight", Shape.of(bottleneck, site.outputSize()), SMALL);
        Parameter upBias = weights.parameter("up.bias", Shape.of(site.outputSize()), Initializer.zeros());
        return new Contribution.FunctionShift(Contribution.Reads.NORMALISED_SUM, (scope, x) -> {
            Operand<TFloat32> narrow = scope.linear(x, scope.value(down), scope.value(downBias));
            return scope.linear(activate(scope.ops(), nonLinearity, narrow), scope.value(up), scope.value(upBias));
        });
    }

    private static Operand<TFloat32> activate(Ops tf, String nonLinearity, Operand<TFloat32> x) {
        return switch (nonLinearity) {
            case "gelu" ->
                tf.math.mul(
                        tf.math.mul(x, tf.constant(0.5f)),
                        tf.math.add(tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5)))), tf.constant(1f)));
            case "swish" -> tf.math.mul(x, tf.math.sigmoid(x));
            case "tanh" -> tf.math.tanh(x);
            default -> tf.nn.relu(x);
        };
    }
}
