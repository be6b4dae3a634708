package org.unipelt.task.sentence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.TaskHead;

/** A head in a graph of its own, with weights that a test sets; stands where the orchestrator stands at run time. */
public final class DrawnHead implements GraphScope, AutoCloseable {
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();
    private final List<Double> droppedRates = new ArrayList<>();
    private final TaskHead.Drawing drawing;
    private final boolean training;
    private final int first;

    /** A head over a model whose texts are stood for by their first token. */
    public DrawnHead(TaskHead head, ModelShape shape, Optional<String> hint, boolean training) {
        this(head, shape, hint, training, 0);
    }

    /**
     * A head.
     *
     * @param first the place of the token that stands for the text
     */
    public DrawnHead(TaskHead head, ModelShape shape, Optional<String> hint, boolean training, int first) {
        this.training = training;
        this.first = first;
        this.drawing = head.declare(shape, hint, new HeadWeights());
    }

    private final class HeadWeights implements Weights {
        @Override
        public Parameter parameter(String name, Shape shape, Initializer initializer) {
            Parameter parameter = new Parameter(name, shape, initializer, null);
            parameters.put(name, parameter);
            return parameter;
        }

        @Override
        public Parameter frozen(String name, Shape shape, Initializer initializer) {
            throw new UnsupportedOperationException("heads have no frozen parameters");
        }

        @Override
        public Parameter derived(String name, Shape shape, List<Parameter> from, Parameter.Formula formula) {
            return new Parameter(name, shape, Initializer.zeros(), new Parameter.Derivation(from, formula));
        }

        @Override
        public Weights shared() {
            return this;
        }
    }

    public Map<String, Parameter> parameters() {
        return parameters;
    }

    /** The rates that dropout was asked for. */
    public List<Double> droppedRates() {
        return droppedRates;
    }

    public void set(String parameter, float[] numbers) {
        values.put(parameter, tf.constant(parameters.get(parameter).shape(), DataBuffers.of(numbers)));
    }

    public Operand<TFloat32> scores(
            float[][][] hidden, float[][] mask, Map<String, Supplier<Operand<TFloat32>>> named) {
        return scores(tf.constant(hidden), mask, named);
    }

    public Operand<TFloat32> scores(
            Operand<TFloat32> hidden, float[][] mask, Map<String, Supplier<Operand<TFloat32>>> named) {
        return drawing.scores(this, new ModelOutputs(List.of(hidden), tf.constant(mask), first, named));
    }

    /** The scores over what a model gives. */
    public Operand<TFloat32> scores(ModelOutputs outputs) {
        return drawing.scores(this, outputs);
    }

    public Operand<TFloat32> loss(Operand<TFloat32> scores, float[][] targets) {
        return drawing.loss(this, scores, tf.constant(targets));
    }

    public List<Output<?>> gradients(Operand<TFloat32> loss, List<Operand<TFloat32>> by) {
        return List.of(graph.addGradients(
                loss.asOutput(), by.stream().map(Operand::asOutput).toArray(Output<?>[]::new)));
    }

    /** All numbers of an output, row-major. */
    public float[] run(Operand<?> output) {
        try (Session session = new Session(graph);
                var result = session.runner().fetch(output).run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            float[] numbers = new float[(int) tensor.size()];
            tensor.asRawTensor().data().asFloats().read(numbers);
            return numbers;
        }
    }

    @Override
    public Ops ops() {
        return tf;
    }

    @Override
    public Operand<TFloat32> value(Parameter parameter) {
        return values.get(parameter.name());
    }

    @Override
    public boolean training() {
        return training;
    }

    @Override
    public Operand<TFloat32> uniform(Operand<TInt32> shape) {
        throw new UnsupportedOperationException("heads leave nothing else to chance");
    }

    /** Drops all elements, so that what depends on them is 0 and a test can tell. */
    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        droppedRates.add(rate);
        return training ? tf.math.mul(x, tf.constant(0f)) : x;
    }

    @Override
    public void close() {
        graph.close();
    }
}
