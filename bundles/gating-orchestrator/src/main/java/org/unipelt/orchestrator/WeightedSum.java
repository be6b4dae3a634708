package org.unipelt.orchestrator;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.PeltAggregation;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Weights;

/** The default: y plus all shifts, which the gates have weighed already (UniPELT, arXiv 2110.07577). */
@Component
@PeltAggregation("weighted-sum")
public final class WeightedSum implements Aggregation {

    @Override
    public OptionSchema options() {
        return OptionSchema.empty();
    }

    @Override
    public AtSite instantiate(Options options) {
        return new AtSite() {
            @Override
            public Combiner declare(Site site, List<String> slots, Weights weights) {
                return WeightedSum::sum;
            }

            @Override
            public boolean sums() {
                return true;
            }
        };
    }

    private static Operand<TFloat32> sum(GraphScope scope, Operand<TFloat32> y, List<Operand<TFloat32>> shifts) {
        Operand<TFloat32> sum = y;
        for (Operand<TFloat32> shift : shifts) {
            sum = scope.ops().math.add(sum, shift);
        }
        return sum;
    }
}
