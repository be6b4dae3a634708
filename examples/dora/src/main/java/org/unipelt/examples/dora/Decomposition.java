package org.unipelt.examples.dora;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.FrozenMap;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;

/**
 * m / ||V|| x V - x W with V = W + s A B and ||V|| the norm of each column: what makes m V / ||V|| of the frozen map.
 *
 * @param a A, [inputSize, rank]
 * @param b B, [rank, outputSize]
 * @param magnitude m, [outputSize]
 * @param scale s
 */
record Decomposition(Site site, Parameter a, Parameter b, Parameter magnitude, double scale)
        implements Contribution.Function {

    @Override
    public Operand<TFloat32> draw(GraphScope scope, Operand<TFloat32> x) {
        Ops tf = scope.ops();
        FrozenMap map = scope.frozen(site);
        Operand<TFloat32> down = scope.value(a);
        Operand<TFloat32> up = tf.math.mul(scope.value(b), tf.constant((float) scale));
        Operand<TFloat32> direction = tf.math.add(map.weight(), tf.linalg.matMul(down, up));
        // a constant in the gradient, as section 4.3 of the paper has it: it saves memory and costs no accuracy
        Operand<TFloat32> norm = tf.stopGradient(tf.math.sqrt(tf.sum(tf.math.square(direction), tf.array(0))));
        Operand<TFloat32> ratio = tf.math.div(scope.value(magnitude), norm);
        Operand<TFloat32> frozen = map.bias() == null ? map.output() : tf.math.sub(map.output(), map.bias());
        Operand<TFloat32> change = scope.linear(scope.linear(x, down, null), up, null);
        return tf.math.sub(tf.math.mul(ratio, tf.math.add(frozen, change)), frozen);
    }
}
