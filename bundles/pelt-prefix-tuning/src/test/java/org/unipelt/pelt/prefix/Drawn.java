package org.unipelt.pelt.prefix;

import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;

/** Computes a derived parameter from given values of what it follows from. */
record Drawn(Ops ops, Map<String, float[]> values) implements GraphScope {

    static float[] derived(Parameter parameter, Map<String, float[]> values) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Drawn scope = new Drawn(Ops.create(graph), values);
            Operand<TFloat32> drawn = parameter.derivation().formula().draw(scope);
            try (Result result = session.runner().fetch(drawn).run()) {
                TFloat32 tensor = (TFloat32) result.get(0);
                float[] numbers = new float[(int) tensor.size()];
                tensor.copyTo(DataBuffers.of(numbers));
                return numbers;
            }
        }
    }

    @Override
    public Operand<TFloat32> value(Parameter parameter) {
        return ops.reshape(
                ops.constant(values.get(parameter.name())),
                ops.constant(parameter.shape().asArray()));
    }

    @Override
    public boolean training() {
        return true;
    }

    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        return x;
    }
}
