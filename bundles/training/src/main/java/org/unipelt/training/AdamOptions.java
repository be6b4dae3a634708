package org.unipelt.training;

import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/** The keys of Adam and AdamW. */
final class AdamOptions {
    /** The largest decay below 1 that float32 can tell from 1 with room to spare. */
    private static final double BELOW_ONE = 0.999999;

    private AdamOptions() {}

    static OptionSchema schema(Option weightDecay) {
        return OptionSchema.of(
                weightDecay,
                Option.number("beta1", 0.9, "decay of the gradient's mean").between(0, BELOW_ONE),
                Option.number("beta2", 0.999, "decay of the squared gradient's mean")
                        .between(0, BELOW_ONE),
                Option.number("epsilon", 1e-8, "added to the divisor, against division by 0")
                        .between(0, 1));
    }

    static AdamUpdate update(Options options, boolean decoupled) {
        return new AdamUpdate(
                options.number("beta1"),
                options.number("beta2"),
                options.number("epsilon"),
                options.number("weight_decay"),
                decoupled);
    }
}
