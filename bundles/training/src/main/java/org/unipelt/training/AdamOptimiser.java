package org.unipelt.training;

import org.osgi.service.component.annotations.Component;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.training.PeltOptimiser;

/** Adam (Kingma and Ba 2014, arXiv 1412.6980), its weight decay part of the gradient, as PyTorch's Adam. */
@Component
@PeltOptimiser("adam")
public final class AdamOptimiser implements Optimiser {
    private static final OptionSchema SCHEMA =
            AdamOptions.schema(WeightDecay.option(0, "share of each weight that is added to its gradient"));

    @Override
    public OptionSchema options() {
        return SCHEMA;
    }

    @Override
    public OptimiserInstance instantiate(Options options) {
        return AdamOptions.update(options, false);
    }
}
