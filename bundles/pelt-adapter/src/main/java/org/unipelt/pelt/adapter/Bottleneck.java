package org.unipelt.pelt.adapter;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Weights;

/**
 * s up(f(down(x))).
 *
 * @param placement what x is, and how the projections start
 * @param nonLinearity f
 * @param learned whether s is trained, from 1
 * @param scaling s, where it is not
 * @param dropout of f's result in training
 */
record Bottleneck(Placement placement, NonLinearity nonLinearity, boolean learned, double scaling, double dropout) {

    /**
     * Declares the projections at a site.
     *
     * @param size between them
     */
    Contribution at(Site site, int size, Weights weights) {
        Parameter down = weights.parameter("down.weight", Shape.of(site.inputSize(), size), placement.down());
        Parameter downBias = weights.parameter("down.bias", Shape.of(size), Initializer.zeros());
        Parameter up = weights.parameter("up.weight", Shape.of(size, site.outputSize()), placement.up());
        Parameter upBias = weights.parameter("up.bias", Shape.of(site.outputSize()), Initializer.zeros());
        Parameter scale = learned ? weights.parameter("scaling", Shape.of(1), Initializer.ones()) : null;
        return new Contribution.FunctionShift(placement.reads(), (scope, x) -> {
            Operand<TFloat32> narrow = scope.linear(x, scope.value(down), scope.value(downBias));
            Operand<TFloat32> bent = scope.dropout(nonLinearity.draw(scope.ops(), narrow), dropout);
            return scaled(scope, scope.linear(bent, scope.value(up), scope.value(upBias)), scale);
        });
    }

    private Operand<TFloat32> scaled(GraphScope scope, Operand<TFloat32> x, Parameter scale) {
        if (scale == null && scaling == 1) {
            return x;
        }
        return scope.ops().math.mul(x, scale == null ? scope.ops().constant((float) scaling) : scope.value(scale));
    }
}
