package org.unipelt.pelt.prefix;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
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

/**
 * Prefix-tuning (Li and Liang 2021, arXiv 2101.00190): trained keys and values in front of those of every self-attention. In
 * the published form of UniPELT (arXiv 2110.07577) the gate multiplies them, and a gate of 0 still leaves zero keys that the
 * softmax pays; in the exact form the gate's logarithm is added to their attention scores, and a gate of 0 is the base model.
 */
@Component(configurationPid = "org.unipelt.pelt.prefix-tuning")
@PeltMethod("prefix-tuning")
public final class PrefixTuningModule implements PeltModule {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("prefix_length", 10, "how many keys and values stand in front")
                    .between(1, 4096),
            Option.text("form", "published", "what a gate does to the prefix", "published", "exact"));

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
        int length = options.integer("prefix_length");
        boolean exact = "exact".equals(options.text("form"));
        return (site, weights) -> site.kind() == SiteKind.KEY_VALUE
                ? List.of(new Contribution.KeysAndValues(
                        weights.parameter("key", Shape.of(length, site.outputSize()), SMALL),
                        weights.parameter("value", Shape.of(length, site.outputSize()), SMALL),
                        exact))
                : List.of();
    }
}
