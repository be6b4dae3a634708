package org.unipelt.gate.transformer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;

/**
 * The scores of one group and the gradient of their product with given weights, as the orchestrator makes them: drawn and
 * differentiated in one graph, exported, imported into another under a prefix, and run there by name.
 */
final class DrawnScores implements GraphScope, Weights, AutoCloseable {
    private static final String PREFIX = "host/scope_1";

    /** Numbers in row-major order. */
    record Values(double[] data, long... shape) {
        static Values random(long seed, double deviation, long... shape) {
            Random random = new Random(seed);
            double[] data = new double[(int) Shape.of(shape).size()];
            // a float's own numbers, so that both sides compute with the same ones
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) (random.nextGaussian() * deviation);
            }
            return new Values(data, shape);
        }

        Tensor tensor() {
            float[] floats = new float[data.length];
            for (int i = 0; i < data.length; i++) {
                floats[i] = (float) data[i];
            }
            return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(floats));
        }
    }

    private final Graph graph = new Graph();
    private final Graph host = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Operand<TFloat32>> inputs = new LinkedHashMap<>();
    private final Map<String, String> fetches = new LinkedHashMap<>();
    private final Session session;

    DrawnScores(GateInstance gate, GateGroup group) {
        GateInstance.Scores scores = gate.declare(group, this);
        Operand<TFloat32> x = input("x", Shape.of(-1, -1, group.inputSize()));
        Operand<TFloat32> mask = input("mask", Shape.of(-1, -1));
        Operand<TFloat32> drawn = scores.draw(this, x, mask);
        Operand<TFloat32> by = input("by_scores", Shape.of(-1, -1, group.slots().size()));
        parameters.values().forEach(this::value);
        fetches.put("scores", name(drawn));
        List<String> of = inputs.keySet().stream()
                .filter(name -> !name.equals("by_scores"))
                .toList();
        Operand<TFloat32> loss = tf.reduceSum(tf.math.mul(drawn, by), tf.array(0, 1, 2));
        Output<?>[] gradients = graph.addGradients(
                loss.asOutput(),
                of.stream().map(name -> inputs.get(name).asOutput()).toArray(Output<?>[]::new));
        for (int i = 0; i < gradients.length; i++) {
            fetches.put(of.get(i), name(gradients[i]));
        }
        host.importGraphDef(graph.toGraphDef(), PREFIX);
        session = new Session(host);
    }

    Map<String, Parameter> parameters() {
        return parameters;
    }

    /** Random values of all parameters. */
    Map<String, Values> values() {
        Map<String, Values> values = new LinkedHashMap<>();
        parameters.forEach((name, p) ->
                values.put(name, Values.random(name.hashCode(), 0.6, p.shape().asArray())));
        return values;
    }

    /** The scores, or the gradients by the inputs and parameters of these names. */
    List<double[]> run(Map<String, Values> fed, String... names) {
        Session.Runner runner = session.runner();
        List<Tensor> tensors = new ArrayList<>();
        try {
            fed.forEach((name, values) -> {
                tensors.add(values.tensor());
                runner.feed(PREFIX + "/" + inputs.get(name).op().name(), tensors.get(tensors.size() - 1));
            });
            for (String name : names) {
                runner.fetch(fetches.get(name));
            }
            try (Result result = runner.run()) {
                List<double[]> read = new ArrayList<>();
                result.forEach(entry -> read.add(numbers((TFloat32) entry.getValue())));
                return read;
            }
        } finally {
            tensors.forEach(Tensor::close);
        }
    }

    private static double[] numbers(TFloat32 tensor) {
        double[] numbers = new double[(int) tensor.size()];
        int[] next = {0};
        tensor.scalars().forEach(s -> numbers[next[0]++] = s.getFloat());
        return numbers;
    }

    private static String name(Operand<?> operand) {
        return PREFIX + "/" + operand.op().name() + ":" + operand.asOutput().index();
    }

    private Operand<TFloat32> input(String name, Shape shape) {
        return inputs.computeIfAbsent(name, n -> tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
    }

    @Override
    public Ops ops() {
        return tf;
    }

    @Override
    public Operand<TFloat32> value(Parameter parameter) {
        return input(parameter.name(), parameter.shape());
    }

    @Override
    public boolean training() {
        return false;
    }

    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        return x;
    }

    @Override
    public Parameter parameter(String name, Shape shape, Initializer initializer) {
        return parameters.computeIfAbsent(name, n -> new Parameter(n, shape, initializer, null));
    }

    @Override
    public Parameter derived(String name, Shape shape, List<Parameter> from, Parameter.Formula formula) {
        return parameters.computeIfAbsent(
                name, n -> new Parameter(n, shape, Initializer.zeros(), new Parameter.Derivation(from, formula)));
    }

    @Override
    public Weights shared() {
        return this;
    }

    @Override
    public void close() {
        session.close();
        host.close();
        graph.close();
    }
}
