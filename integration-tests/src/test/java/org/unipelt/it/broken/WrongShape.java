package org.unipelt.it.broken;

import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.SiteKind;

/** A method whose bias is one too long. */
public final class WrongShape implements PeltModule {
    @Override
    public OptionSchema options() {
        return OptionSchema.empty();
    }

    @Override
    public MethodInstance instantiate(Options options) {
        return (site, weights) -> site.kind() == SiteKind.QUERY
                ? List.of(new Contribution.BiasShift(
                        weights.parameter("bias", Shape.of(site.outputSize() + 1), Initializer.zeros())))
                : List.of();
    }
}
