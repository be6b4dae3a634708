package org.unipelt.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.unipelt.api.model.TensorData;
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
    /** Stands between a gradient that is fed and what waits for it, which would wait for its computation too. */
    private final Placeholder<TFloat32> one = scalar();

    private final Map<Parameter, Variable> variables = new LinkedHashMap<>();
    private final Map<String, Variable> slots = new LinkedHashMap<>();
    private final Map<Double, Operand<TFloat32>> learningRates = new LinkedHashMap<>();
    private final List<PlaceholderWithDefault<TFloat32>> gradients = new ArrayList<>();

    private record Variable(VarHandleOp handle, Shape shape, Operand<TFloat32> value) {}

    /** A loss, and its gradient by each variable. */
    record Computed(float loss, List<float[]> gradients) {}

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
    public Operand<? extends TType> slot(TrainableWeight weight, String name) {
        Parameter parameter = weight.parameter();
        return slots.computeIfAbsent(
                        parameter.name() + "." + name,
                        slot -> variable(slot, parameter.shape(), new float[(int) parameter.size()]))
                .handle();
    }

    /** Makes a trainable variable. */
    void declare(Parameter parameter, float[] values) {
        variables.put(parameter, variable(parameter.name(), parameter.shape(), values));
    }

    /** Sets a trainable variable. */
    void assign(Parameter parameter, float[] values) {
        assign(variables.get(parameter).handle(), parameter.shape(), values);
    }

    /** The values of all variables, slots too. */
    Map<String, TensorData> state() {
        Map<String, TensorData> state = new LinkedHashMap<>();
        all().forEach((name, variable) ->
                state.put(name, TensorData.of(variable.shape(), get(variable.value(), Map.of()))));
        return state;
    }

    /** Sets all variables. */
    void restore(Map<String, TensorData> state) {
        if (!state.keySet().equals(all().keySet())) {
            throw new IllegalArgumentException(state.keySet() + " instead of " + all().keySet());
        }
        all().forEach((name, variable) ->
                assign(variable.handle(), variable.shape(), state.get(name).floats()));
    }

    private Map<String, Variable> all() {
        Map<String, Variable> all = new LinkedHashMap<>(slots);
        variables.forEach((parameter, variable) -> all.put(parameter.name(), variable));
        return all;
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

    /** Draws the update of all variables by the gradients of a loss, at one rate. */
    List<Op> draw(OptimiserInstance optimiser, Operand<TFloat32> loss) {
        return draw(optimiser, loss, parameter -> 1.0);
    }

    /** Draws the update of all variables by the gradients of a loss, each at its factor of the rate. */
    List<Op> draw(OptimiserInstance optimiser, Operand<TFloat32> loss, Function<Parameter, Double> factors) {
        List<Parameter> parameters = List.copyOf(variables.keySet());
        Output<?>[] values = parameters.stream().map(p -> value(p).asOutput()).toArray(Output<?>[]::new);
        Output<?>[] computed = graph.addGradients(loss.asOutput(), values);
        List<TrainableWeight> weights = new ArrayList<>();
        for (int i = 0; i < computed.length; i++) {
            Parameter parameter = parameters.get(i);
            gradients.add(ops.placeholderWithDefault(float32(computed[i]), parameter.shape()));
            weights.add(new TrainableWeight(
                    parameter,
                    variables.get(parameter).handle(),
                    value(parameter),
                    ops.math.mul(gradients.get(i), one),
                    learningRates.computeIfAbsent(factors.apply(parameter), this::scaled)));
        }
        return optimiser.draw(this, weights);
    }

    private Operand<TFloat32> scaled(double factor) {
        return factor == 1 ? learningRate : ops.math.mul(learningRate, ops.constant((float) factor));
    }

    /** Computes gradients without an update. */
    Computed compute(Operand<TFloat32> loss, Map<Operand<?>, TFloat32> feeds) {
        Session.Runner runner = runner(feeds).fetch(loss);
        gradients.forEach(runner::fetch);
        try (var result = runner.run()) {
            List<float[]> values = new ArrayList<>();
            for (int i = 0; i < gradients.size(); i++) {
                values.add(floats((TFloat32) result.get(i + 1)));
            }
            return new Computed(((TFloat32) result.get(0)).getFloat(), values);
        }
    }

    /** Runs an update with gradients that were computed before. */
    void update(List<Op> updates, List<float[]> given, int step, double learningRate) {
        Map<Operand<?>, TFloat32> feeds = new LinkedHashMap<>();
        for (int i = 0; i < given.size(); i++) {
            feeds.put(gradients.get(i), tensor(gradients.get(i).shape(), given.get(i)));
        }
        try (TFloat32 stepValue = TFloat32.scalarOf(step);
                TFloat32 rateValue = TFloat32.scalarOf((float) learningRate);
                TFloat32 oneValue = TFloat32.scalarOf(1)) {
            Session.Runner runner = runner(feeds)
                    .feed(this.step, stepValue)
                    .feed(this.learningRate, rateValue)
                    .feed(one, oneValue);
            updates.forEach(runner::addTarget);
            runner.run().close();
        } finally {
            feeds.values().forEach(TFloat32::close);
        }
    }

    /** Runs an update; gives the loss before it. */
    float update(
            List<Op> updates, Operand<TFloat32> loss, Map<Operand<?>, TFloat32> feeds, int step, double learningRate) {
        try (TFloat32 stepValue = TFloat32.scalarOf(step);
                TFloat32 rateValue = TFloat32.scalarOf((float) learningRate);
                TFloat32 oneValue = TFloat32.scalarOf(1)) {
            Session.Runner runner = runner(feeds)
                    .feed(this.step, stepValue)
                    .feed(this.learningRate, rateValue)
                    .feed(one, oneValue);
            updates.forEach(runner::addTarget);
            try (var result = runner.fetch(loss).run()) {
                return ((TFloat32) result.get(0)).getFloat();
            }
        }
    }

    /** Values of an operand, row-major. */
    float[] get(Operand<TFloat32> operand, Map<Operand<?>, TFloat32> feeds) {
        try (var result = runner(feeds).fetch(operand).run()) {
            return floats((TFloat32) result.get(0));
        }
    }

    private static float[] floats(TFloat32 tensor) {
        float[] values = new float[(int) tensor.size()];
        tensor.copyTo(DataBuffers.of(values, false, false));
        return values;
    }

    static TFloat32 tensor(Shape shape, float[] values) {
        return Tensor.of(TFloat32.class, shape, data -> data.copyFrom(DataBuffers.of(values, true, false)));
    }

    private Variable variable(String name, Shape shape, float[] values) {
        VarHandleOp handle = ops.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
        assign(handle, shape, values);
        return new Variable(handle, shape, ops.readVariableOp(handle, TFloat32.class));
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
