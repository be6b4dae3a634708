package org.unipelt.training;

import org.osgi.service.component.annotations.Component;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.training.PeltOptimiser;

/** Adafactor (Shazeer and Stern 2018, arXiv 1804.04235) without first moment, at the schedule's rate, as transformers has it. */
@Component
@PeltOptimiser("adafactor")
public final class AdafactorOptimiser implements Optimiser {
    private static final OptionSchema SCHEMA = OptionSchema.of(
            WeightDecay.option(0, "share of each weight, times the learning rate, that a step takes away"),
            Option.number("decay_rate", 0.8, "the squared gradients' mean decays with 1 - step^-decay_rate")
                    .between(0, 1),
            Option.number("clip_threshold", 1.0, "larger updates are scaled down to this root mean square")
                    .between(1e-6, Double.MAX_VALUE),
            Option.number("epsilon", 1e-30, "added to the squared gradient").between(1e-37, 1),
            Option.flag("scale_parameter", false, "whether rates are relative to each weight's root mean square"),
            Option.number("epsilon_scale", 1e-3, "the least that scale_parameter takes for a weight's root mean square")
                    .between(0, 1));

    @Override
    public OptionSchema options() {
        return SCHEMA;
    }

    @Override
    public OptimiserInstance instantiate(Options options) {
        return new AdafactorUpdate(
                options.number("decay_rate"),
                options.number("clip_threshold"),
                options.number("epsilon"),
                options.flag("scale_parameter"),
                options.number("epsilon_scale"),
                options.number("weight_decay"));
    }
}
