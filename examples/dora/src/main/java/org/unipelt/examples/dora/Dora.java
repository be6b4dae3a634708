package org.unipelt.examples.dora;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;
import org.unipelt.api.pelt.Weights;

/** DoRA (Liu et al. 2024, arXiv 2402.09353): a low-rank change of a map's direction, beside a trained magnitude. */
@Component
@PeltMethod("dora")
public final class Dora implements PeltModule {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("r", 8, "rank of the change").between(1, 4096),
            Option.number("lora_alpha", 8, "the change is scaled by lora_alpha / r")
                    .between(0, 1e6),
            Targets.kinds(
                    List.of(SiteKind.QUERY, SiteKind.VALUE, SiteKind.CROSS_QUERY, SiteKind.CROSS_VALUE),
                    "the linear maps to change",
                    Targets.linearMaps()),
            Targets.stages(),
            Targets.layers());

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public MethodInstance instantiate(Options options) {
        int rank = options.integer("r");
        double scale = options.number("lora_alpha") / rank;
        Targets targets = Targets.of(options);
        return (site, weights) -> targets.include(site)
                ? List.of(new Contribution.FunctionShift(shift(site, weights, rank, scale)))
                : List.of();
    }

    private static Decomposition shift(Site site, Weights weights, int rank, double scale) {
        return new Decomposition(
                site,
                weights.parameter("a", Shape.of(site.inputSize(), rank), Initializer.kaimingUniform(Math.sqrt(5))),
                weights.parameter("b", Shape.of(rank, site.outputSize()), Initializer.zeros()),
                weights.parameter("magnitude", Shape.of(site.outputSize()), new ColumnNorms(site)),
                scale);
    }
}
