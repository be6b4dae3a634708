package org.unipelt.examples.ffnshift;

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
import org.unipelt.api.pelt.SiteKind;

/** A trained vector behind the feed-forward network of every layer from a first one on. */
@Component
@PeltMethod("ffn-shift")
public final class FfnShift implements PeltModule {
    @Override
    public OptionSchema options() {
        return OptionSchema.of(Option.integer("first_layer", 0, "the first layer that is shifted")
                .between(0, 1000));
    }

    @Override
    public MethodInstance instantiate(Options options) {
        int first = options.integer("first_layer");
        return (site, weights) -> site.kind() == SiteKind.FFN_OUT && site.layer() >= first
                ? List.of(new Contribution.BiasShift(
                        weights.parameter("shift", Shape.of(site.outputSize()), Initializer.zeros())))
                : List.of();
    }
}
