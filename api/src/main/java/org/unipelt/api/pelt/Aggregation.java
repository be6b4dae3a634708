package org.unipelt.api.pelt;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/** Combines the gated shifts of one site; a service named by {@link PeltAggregation}. */
@ConsumerType
public interface Aggregation {

    /** The keys that a user may write in {@code "aggregation"} beside its {@code name}. */
    OptionSchema options();

    /**
     * The aggregation with a user's options.
     *
     * @param options checked by {@link #options()}
     * @throws org.unipelt.api.ConfigurationException if values contradict each other
     */
    AtSite instantiate(Options options);

    /** An aggregation with its checked options. Immutable. */
    @ConsumerType
    @FunctionalInterface
    interface AtSite {
        /**
         * Declares the weights that it needs at a site; called before a graph is drawn.
         *
         * @param site where shifts are to be combined
         * @param slots a name for each shift, in their order, no two alike; weights that belong to one shift carry its name, so
         *     that it keeps them when others come and go
         * @param weights where to declare weights for this site
         */
        Combiner declare(Site site, List<String> slots, Weights weights);

        /** Whether it gives y plus the shifts, so that shifts which nothing weighs may be folded into the base's weights. */
        default boolean sums() {
            return false;
        }
    }

    /** Draws the sum. */
    @ConsumerType
    @FunctionalInterface
    interface Combiner {
        /**
         * @param scope the graph
         * @param y the site's output without contributions, [batch, sequence, outputSize]
         * @param shifts what each slot adds, already multiplied by its gate, each [batch, sequence, outputSize], or a bias's
         *     [batch, 1, outputSize], [1, 1, outputSize] or [outputSize], which broadcast to y's shape
         * @return y with the shifts, in y's shape
         */
        Operand<TFloat32> combine(GraphScope scope, Operand<TFloat32> y, List<Operand<TFloat32>> shifts);
    }
}
