package org.unipelt.pelt.adapter;

import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;

/** Computes a shift with given values of its parameters. */
record Drawn(Ops ops, Map<String, float[]> values) implements GraphScope {

    /**
     * The shift of one sequence.
     *
     * @param x [tokens][inputSize]
     * @return token by token
     */
    static float[] shift(Contribution.FunctionShift shift, Map<String, float[]> values, float[][] x) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Drawn scope = new Drawn(Ops.create(graph), values);
            Operand<TFloat32> drawn = shift.function().draw(scope, scope.ops().constant(new float[][][] {x}));
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
        Shape shape = parameter.shape();
        return ops.reshape(ops.constant(values.get(parameter.name())), ops.constant(shape.asArray()));
    }

    @Override
    public boolean training() {
        return true;
    }

    /** Drops everything, so that what is left tells where dropout stands. */
    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        return rate == 0 ? x : ops.zerosLike(x);
    }
}
