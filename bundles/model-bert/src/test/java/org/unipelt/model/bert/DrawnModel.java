package org.unipelt.model.bert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;

/** A fixture's model in a graph of its own, its weights as constants. */
final class DrawnModel implements AutoCloseable, FrozenWeights, GraphScope {
    private static final Shape BATCH_SEQUENCE = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE);

    final ModelOutputs outputs;
    final Sites sites;
    final List<Double> dropouts = new ArrayList<>();
    final Map<String, BaseWeight> sources = new LinkedHashMap<>();
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Session session = new Session(graph);
    private final Map<String, Operand<TFloat32>> weights = new HashMap<>();
    private final Placeholder<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(BATCH_SEQUENCE));
    private final Placeholder<TInt32> types = tf.placeholder(TInt32.class, Placeholder.shape(BATCH_SEQUENCE));
    private final Placeholder<TFloat32> mask = tf.placeholder(TFloat32.class, Placeholder.shape(BATCH_SEQUENCE));

    DrawnModel(Map<String, Object> config, Map<String, TensorData> checkpoint, Function<DrawnModel, Sites> sites) {
        BaseModelInstance model = new BertModel().instantiate(config);
        for (BaseWeight weight : model.weights(checkpoint.keySet())) {
            sources.put(weight.name(), weight);
            weights.put(weight.name(), constant(weight, checkpoint.get(weight.source())));
        }
        this.sites = sites.apply(this);
        outputs = model.draw(this, this, this.sites, new ModelInputs(ids, types, mask));
    }

    static DrawnModel of(String fixture) {
        Fixture files = new Fixture(fixture);
        return new DrawnModel(files.config(), files.checkpoint(), model -> new PlainSites(model.tf));
    }

    /** An output by the name that reference files give it. */
    Operand<TFloat32> output(String name) {
        return name.startsWith("hidden_state.")
                ? outputs.hiddenStates().get(Integer.parseInt(name.substring("hidden_state.".length())))
                : outputs.named().get(name).get();
    }

    /** Runs one operand on the inputs of a case. */
    TensorData run(Operand<TFloat32> fetch, Inputs inputs) {
        return run(List.of(fetch.asOutput()), inputs).get(0);
    }

    List<TensorData> run(List<Output<TFloat32>> fetches, Inputs inputs) {
        try (TInt32 idValues = ints(inputs.ids());
                TInt32 typeValues = ints(inputs.types());
                TFloat32 maskValues = floats(inputs.mask())) {
            Session.Runner runner =
                    session.runner().feed(ids, idValues).feed(types, typeValues).feed(mask, maskValues);
            fetches.forEach(runner::fetch);
            try (Result result = runner.run()) {
                List<TensorData> read = new ArrayList<>();
                for (int i = 0; i < fetches.size(); i++) {
                    read.add(read((TFloat32) result.get(i)));
                }
                return read;
            }
        }
    }

    /** The gradients of a mean cross-entropy by weights, in their graph shapes. */
    List<TensorData> gradients(String logits, long[] labels, List<String> names, Inputs inputs) {
        Operand<TFloat32> scores = output(logits);
        Operand<TInt32> classes = tf.constant(
                java.util.stream.LongStream.of(labels).mapToInt(l -> (int) l).toArray());
        Operand<TInt32> depth = tf.reshape(
                tf.slice(tf.shape(scores), tf.constant(new int[] {1}), tf.constant(new int[] {1})),
                tf.constant(new int[0]));
        Operand<TFloat32> targets = tf.oneHot(classes, depth, tf.constant(1f), tf.constant(0f));
        Operand<TFloat32> losses = org.tensorflow.op.nn.SoftmaxCrossEntropyWithLogits.create(
                        tf.scope(), scores, targets)
                .loss();
        Operand<TFloat32> loss = tf.math.mean(losses, tf.constant(0));
        Output<?>[] by =
                names.stream().map(name -> weights.get(name).asOutput()).toArray(Output<?>[]::new);
        List<Output<TFloat32>> gradients = new ArrayList<>();
        for (Output<?> gradient : graph.addGradients(loss.asOutput(), by)) {
            gradients.add(gradient.expect(TFloat32.class));
        }
        return run(gradients, inputs);
    }

    @Override
    public Operand<TFloat32> get(String name) {
        return java.util.Objects.requireNonNull(weights.get(name), name);
    }

    @Override
    public boolean has(String name) {
        return weights.containsKey(name);
    }

    @Override
    public Ops ops() {
        return tf;
    }

    @Override
    public Operand<TFloat32> value(Parameter parameter) {
        throw new AssertionError("a frozen model has no parameters: " + parameter);
    }

    @Override
    public boolean training() {
        return false;
    }

    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        dropouts.add(rate);
        return x;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }

    private Operand<TFloat32> constant(BaseWeight weight, TensorData stored) {
        return weight.transposed()
                ? tf.constant(transposed(stored.shape()), DataBuffers.of(transpose(stored)))
                : tf.constant(stored.shape(), DataBuffers.of(stored.floats()));
    }

    private static Shape transposed(Shape shape) {
        return Shape.of(shape.get(1), shape.get(0));
    }

    /** A matrix with rows and columns exchanged. */
    static float[] transpose(TensorData matrix) {
        int rows = (int) matrix.shape().get(0);
        int columns = (int) matrix.shape().get(1);
        float[] turned = new float[rows * columns];
        for (int i = 0; i < turned.length; i++) {
            turned[i % columns * rows + i / columns] = matrix.floats()[i];
        }
        return turned;
    }

    private static TInt32 ints(int[][] values) {
        return TInt32.tensorOf(StdArrays.ndCopyOf(values));
    }

    private static TFloat32 floats(float[][] values) {
        return TFloat32.tensorOf(StdArrays.ndCopyOf(values));
    }

    private static TensorData read(TFloat32 tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(DataBuffers.of(values, false, false));
        return TensorData.of(tensor.shape(), values);
    }
}
