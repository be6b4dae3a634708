package org.unipelt.training;

import org.osgi.service.component.annotations.Component;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.training.PeltOptimiser;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2017, arXiv 1711.05101), as PyTorch's AdamW. */
@Component
@PeltOptimiser("adamw")
public final class AdamWOptimiser implements Optimiser {
    private static final OptionSchema SCHEMA = AdamOptions.schema(
            WeightDecay.option(0.01, "share of each weight, times the learning rate, that a step takes away"));

    @Override
    public OptionSchema options() {
        return SCHEMA;
    }

    @Override
    public OptimiserInstance instantiate(Options options) {
        return AdamOptions.update(options, true);
    }
}
