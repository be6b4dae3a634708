package org.unipelt.examples.vera;

import java.util.Arrays;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
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
import org.unipelt.api.pelt.Targets;
import org.unipelt.api.pelt.Weights;

/** VeRA (Kopiczko et al. 2024, arXiv 2310.11454): y + (((x A) d) B) b, A and B random and shared, d and b trained. */
@Component
@PeltMethod("vera")
public final class Vera implements PeltModule {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("r", 256, "rank of the random maps").between(1, 65_536),
            Option.number("d_initial", 0.1, "what d starts from").between(0, 100),
            Targets.kinds(
                    List.of(SiteKind.QUERY, SiteKind.VALUE, SiteKind.CROSS_QUERY, SiteKind.CROSS_VALUE),
                    "the linear maps to shift",
                    Targets.linearMaps()),
            Targets.stages(),
            Targets.layers());
    /** He et al. 2015, as in the paper. */
    private static final Initializer KAIMING = Initializer.kaimingUniform(0);

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public MethodInstance instantiate(Options options) {
        int rank = options.integer("r");
        float initial = (float) options.number("d_initial");
        Targets targets = Targets.of(options);
        return (site, weights) -> targets.include(site)
                ? List.of(new Contribution.FunctionShift(shift(site, weights, rank, initial)))
                : List.of();
    }

    private static Contribution.Function shift(Site site, Weights weights, int rank, float initial) {
        int in = site.inputSize();
        int out = site.outputSize();
        // one A for all sites that read as many features, one B for all that give as many
        Parameter a = weights.shared().frozen("a." + in, Shape.of(in, rank), KAIMING);
        Parameter b = weights.shared().frozen("b." + out, Shape.of(rank, out), KAIMING);
        Parameter inner =
                weights.parameter("d", Shape.of(rank), (values, shape, random) -> Arrays.fill(values, initial));
        Parameter outer = weights.parameter("b", Shape.of(out), Initializer.zeros());
        return (scope, x) -> {
            Ops tf = scope.ops();
            var narrow = tf.math.mul(scope.linear(x, scope.value(a), null), scope.value(inner));
            return tf.math.mul(scope.linear(narrow, scope.value(b), null), scope.value(outer));
        };
    }
}
