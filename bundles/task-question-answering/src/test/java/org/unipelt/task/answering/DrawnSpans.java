package org.unipelt.task.answering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.task.TaskHead;

/** The head in a graph of its own, over hidden states and weights that are fed. */
final class DrawnSpans implements GraphScope, AutoCloseable {
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Session session = new Session(graph);
    private final Map<String, Placeholder<TFloat32>> values = new HashMap<>();
    private final Placeholder<TFloat32> hidden;
    private final Placeholder<TFloat32> targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
    private final Operand<TFloat32> scores;
    private final Operand<TFloat32> loss;
    private final Output<?>[] gradients;

    /** @param parameters the head's, by name */
    DrawnSpans(TaskHead.Drawing drawing, Map<String, Parameter> parameters, int size) {
        hidden = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, size)));
        parameters.forEach((name, parameter) ->
                values.put(name, tf.placeholder(TFloat32.class, Placeholder.shape(parameter.shape()))));
        Operand<TFloat32> mask = tf.onesLike(tf.max(hidden, tf.constant(2)));
        scores = drawing.scores(this, new ModelOutputs(List.of(hidden), mask, 0, Map.of()));
        loss = drawing.loss(this, scores, targets);
        gradients = graph.addGradients(
                loss.asOutput(), values.values().stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    }

    /** [batch, sequence, 2], row-major. */
    float[] scores(Map<String, float[]> weights, float[][][] states) {
        try (TFloat32 fed = tensor(states);
                Result result = runner(weights, fed).fetch(scores).run()) {
            return floats((TFloat32) result.get(0));
        }
    }

    float loss(Map<String, float[]> weights, float[][][] states, float[][] wanted) {
        return step(weights, states, wanted, 0);
    }

    /** One step down the gradient; gives the loss before it. */
    float step(Map<String, float[]> weights, float[][][] states, float[][] wanted, float rate) {
        Session.Runner runner = session.runner().fetch(loss);
        for (Output<?> gradient : gradients) {
            runner.fetch(gradient);
        }
        try (TFloat32 fed = tensor(states);
                TFloat32 expected = matrix(wanted);
                Result result = feed(runner, weights)
                        .feed(hidden, fed)
                        .feed(targets, expected)
                        .run()) {
            int next = 1;
            for (String name : values.keySet()) {
                float[] gradient = floats((TFloat32) result.get(next++));
                for (int i = 0; i < gradient.length; i++) {
                    weights.get(name)[i] -= rate * gradient[i];
                }
            }
            return floats((TFloat32) result.get(0))[0];
        }
    }

    private Session.Runner runner(Map<String, float[]> weights, TFloat32 states) {
        return feed(session.runner(), weights).feed(hidden, states);
    }

    private Session.Runner feed(Session.Runner runner, Map<String, float[]> weights) {
        values.forEach((name, placeholder) ->
                runner.feed(placeholder, TFloat32.tensorOf(placeholder.shape(), DataBuffers.of(weights.get(name)))));
        return runner;
    }

    private static TFloat32 tensor(float[][][] states) {
        return TFloat32.tensorOf(org.tensorflow.ndarray.StdArrays.ndCopyOf(states));
    }

    private static TFloat32 matrix(float[][] rows) {
        return TFloat32.tensorOf(org.tensorflow.ndarray.StdArrays.ndCopyOf(rows));
    }

    private static float[] floats(TFloat32 tensor) {
        float[] floats = new float[(int) tensor.size()];
        tensor.asRawTensor().data().asFloats().read(floats);
        return floats;
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
        return true;
    }

    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        throw new UnsupportedOperationException("BERT's head for answers drops nothing out");
    }

    @Override
    public Operand<TFloat32> uniform(Operand<TInt32> shape) {
        throw new UnsupportedOperationException("heads leave nothing else to chance");
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
