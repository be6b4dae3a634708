package org.unipelt.training;

import org.osgi.service.component.annotations.Component;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.training.PeltOptimiser;

/** Stochastic gradient descent with momentum, as PyTorch's SGD without dampening. */
@Component
@PeltOptimiser("sgd")
public final class SgdOptimiser implements Optimiser {
    private static final OptionSchema SCHEMA = OptionSchema.of(
            WeightDecay.option(0, "share of each weight that is added to its gradient"),
            Option.number("momentum", 0.9, "share of the last step that the next one keeps; 0 for none")
                    .between(0, 1));

    @Override
    public OptionSchema options() {
        return SCHEMA;
    }

    @Override
    public OptimiserInstance instantiate(Options options) {
        return new SgdUpdate(options.number("momentum"), options.number("weight_decay"));
    }
}
