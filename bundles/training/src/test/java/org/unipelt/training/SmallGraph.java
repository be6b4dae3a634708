package org.unipelt.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.training.Optimiser.OptimiserInstance;
import org.unipelt.api.training.Optimiser.OptimiserScope;
import org.unipelt.api.training.Optimiser.TrainableWeight;

/** A TensorFlow graph with variables, gradients and an optimiser's update. */
final class SmallGraph implements OptimiserScope, AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session = new Session(graph);
    private final Ops ops = Ops.create(graph);
    private final Placeholder<TFloat32> step = scalar();
    private final Placeholder<TFloat32> learningRate = scalar();
    private final Map<Parameter, Variable> variables = new LinkedHashMap<>();

    private record Variable(VarHandleOp handle, Operand<TFloat32> value) {}

    private Placeholder<TFloat32> scalar() {
        return ops.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    }

    @Override
    public Ops ops() {
        return ops;
    }

    @Override
    public Operand<TFloat32> step() {
        return step;
    }

    @Override
    public Operand<TFloat32> learningRate() {
        return learningRate;
    }

    @Override
    public Operand<? extends TType> slot(TrainableWeight weight, String name) {
        Parameter parameter = weight.parameter();
        return variable(parameter.name() + "." + name, parameter.shape(), new float[(int) parameter.size()]);
    }

    /** Makes a trainable variable. */
    void declare(Parameter parameter, float[] values) {
        VarHandleOp handle = variable(parameter.name(), parameter.shape(), values);
        variables.put(parameter, new Variable(handle, ops.readVariableOp(handle, TFloat32.class)));
    }

    /** Sets a trainable variable. */
    void assign(Parameter parameter, float[] values) {
        assign(variables.get(parameter).handle(), parameter.shape(), values);
    }

    private void assign(VarHandleOp handle, Shape shape, float[] values) {
        try (TFloat32 tensor = tensor(shape, values)) {
            session.runner()
                    .addTarget(ops.assignVariableOp(handle, ops.constantOf(tensor)))
                    .run()
                    .close();
        }
    }

    Operand<TFloat32> value(Parameter parameter) {
        return variables.get(parameter).value();
    }

    /** Draws the update of all variables by the gradients of a loss. */
    List<Op> draw(OptimiserInstance optimiser, Operand<TFloat32> loss) {
        List<Parameter> parameters = List.copyOf(variables.keySet());
        Output<?>[] values = parameters.stream().map(p -> value(p).asOutput()).toArray(Output<?>[]::new);
        Output<?>[] gradients = graph.addGradients(loss.asOutput(), values);
        List<TrainableWeight> weights = new ArrayList<>();
        for (int i = 0; i < gradients.length; i++) {
            Parameter parameter = parameters.get(i);
            weights.add(new TrainableWeight(
                    parameter, variables.get(parameter).handle(), value(parameter), float32(gradients[i])));
        }
        return optimiser.draw(this, weights);
    }

    /** Runs an update; gives the loss before it. */
    float update(
            List<Op> updates, Operand<TFloat32> loss, Map<Operand<?>, TFloat32> feeds, int step, double learningRate) {
        try (TFloat32 stepValue = TFloat32.scalarOf(step);
                TFloat32 rateValue = TFloat32.scalarOf((float) learningRate)) {
            Session.Runner runner = runner(feeds).feed(this.step, stepValue).feed(this.learningRate, rateValue);
            updates.forEach(runner::addTarget);
            try (var result = runner.fetch(loss).run()) {
                return ((TFloat32) result.get(0)).getFloat();
            }
        }
    }

    /** Values of an operand, row-major. */
    float[] get(Operand<TFloat32> operand, Map<Operand<?>, TFloat32> feeds) {
        try (var result = runner(feeds).fetch(operand).run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            float[] values = new float[(int) tensor.size()];
            tensor.copyTo(DataBuffers.of(values, false, false));
            return values;
        }
    }

    static TFloat32 tensor(Shape shape, float[] values) {
        return Tensor.of(TFloat32.class, shape, data -> data.copyFrom(DataBuffers.of(values, true, false)));
    }

    private VarHandleOp variable(String name, Shape shape, float[] values) {
        VarHandleOp handle = ops.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
        assign(handle, shape, values);
        return handle;
    }

    private Session.Runner runner(Map<Operand<?>, TFloat32> feeds) {
        Session.Runner runner = session.runner();
        feeds.forEach((operand, tensor) -> runner.feed(operand, tensor));
        return runner;
    }

    @SuppressWarnings("unchecked") // all variables here are float32, and so are their gradients
    private static Operand<TFloat32> float32(Output<?> output) {
        return (Operand<TFloat32>) (Operand<?>) output;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
