package org.unipelt.pelt.prefix;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Weights;

/**
 * The training network of Li and Liang: tanh(E W0 + b0) W + b, where E, W0 and b0 are one for the whole method and each half of
 * a site's prefix has its own W and b, a block of columns of what others keep as one big map. Everything starts as torch's
 * Embedding and Linear do, as it does in peft and adapters.
 *
 * @param length how many keys and values
 * @param hiddenSize the size between the maps
 */
record PrefixNetwork(int length, int hiddenSize) implements Prefix {

    @Override
    public Parameter declare(String half, Site site, Weights weights) {
        Weights shared = weights.shared();
        int inputSize = site.inputSize();
        Parameter embedding = shared.parameter("embedding", Shape.of(length, inputSize), Initializer.normal(1));
        Linear hidden = linear(shared, "hidden", inputSize, hiddenSize);
        Linear output = linear(weights, half, hiddenSize, site.outputSize());
        return weights.derived(
                half,
                Shape.of(length, site.outputSize()),
                List.of(embedding, hidden.weight(), hidden.bias(), output.weight(), output.bias()),
                scope -> output.apply(scope, scope.ops().math.tanh(hidden.apply(scope, scope.value(embedding)))));
    }

    private static Linear linear(Weights weights, String name, int in, int out) {
        return new Linear(
                weights.parameter(name + ".weight", Shape.of(in, out), Initializer.kaimingUniform(Math.sqrt(5))),
                weights.parameter(name + ".bias", Shape.of(out), Initializer.uniform(1 / Math.sqrt(in))));
    }

    /** A linear map. */
    private record Linear(Parameter weight, Parameter bias) {
        /** x W + b for x [rows, in]. */
        Operand<TFloat32> apply(GraphScope scope, Operand<TFloat32> x) {
            return scope.ops().nn.biasAdd(scope.ops().linalg.matMul(x, scope.value(weight)), scope.value(bias));
        }
    }
}
