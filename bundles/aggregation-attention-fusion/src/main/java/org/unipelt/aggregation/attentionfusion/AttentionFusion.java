package org.unipelt.aggregation.attentionfusion;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.PeltAggregation;

/** AdapterFusion (Pfeiffer et al. 2021, arXiv 2005.00247): each token attends over what the methods add at a site. */
@Component(configurationPid = "org.unipelt.aggregation.attention-fusion")
@PeltAggregation("attention-fusion")
public final class AttentionFusion implements Aggregation {
    private static final OptionSchema OPTIONS =
            OptionSchema.of(Option.integer("size", 32, "size of query and key").between(1, 4096));

    /** An administrator's defaults are service properties, which the orchestrator reads: the service itself stays. */
    @Modified
    void defaultsChanged() {}

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public AtSite instantiate(Options options) {
        int size = options.integer("size");
        return (site, slots, weights) -> {
            if (slots.size() < 2) { // the softmax of one: nothing to learn
                return (scope, y, shifts) -> WeighedShifts.sum(scope.ops(), y, shifts);
            }
            Initializer small = Initializer.normal(0.02);
            Shape shape = Shape.of(site.outputSize(), size);
            WeighedShifts weighed = new WeighedShifts(
                    weights.parameter("query.weight", shape, small), weights.parameter("key.weight", shape, small));
            return weighed::combine;
        };
    }
}
