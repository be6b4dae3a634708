package org.unipelt.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;

/** A graph in which inputs and parameters are fed. */
final class PlaceholderScope implements GraphScope {
    private final Ops tf;
    private final boolean training;
    private final Map<String, Operand<TFloat32>> placeholders = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();

    PlaceholderScope(Graph graph, boolean training) {
        this.tf = Ops.create(graph);
        this.training = training;
    }

    void input(String name, Shape shape) {
        placeholders.put(name, tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
    }

    Operand<TFloat32> input(String name) {
        return placeholders.get(name);
    }

    /** Inputs and parameters, by name. */
    Map<String, Operand<TFloat32>> placeholders() {
        return placeholders;
    }

    Map<String, Parameter> parameters() {
        return parameters;
    }

    @Override
    public Ops ops() {
        return tf;
    }

    @Override
    public Operand<TFloat32> value(Parameter parameter) {
        String name = parameter.name();
        if (parameters.putIfAbsent(name, parameter) == null) {
            if (placeholders.containsKey(name)) {
                throw new IllegalArgumentException("a parameter is called as an input: " + name);
            }
            input(name, parameter.shape());
        }
        return input(name);
    }

    @Override
    public boolean training() {
        return training;
    }

    /** In training drops everything, so that what is left tells where dropout stands. */
    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        return training && rate > 0 ? tf.zerosLike(x) : x;
    }
}
