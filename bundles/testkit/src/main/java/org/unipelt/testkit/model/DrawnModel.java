package org.unipelt.testkit.model;

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
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.BaseModel;
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
public final class DrawnModel implements AutoCloseable, FrozenWeights, GraphScope {
    private static final String STATE = "hidden_state.";
    private static final String DECODER_STATE = "decoder_hidden_state.";
    private static final Shape BATCH_SEQUENCE = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE);

    private final ModelOutputs outputs;
    private final Sites sites;
    private final List<Double> dropouts = new ArrayList<>();
    private final Map<String, BaseWeight> sources = new LinkedHashMap<>();
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Session session = new Session(graph);
    private final Map<String, Operand<TFloat32>> weights = new HashMap<>();
    private final Placeholder<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(BATCH_SEQUENCE));
    private final Placeholder<TInt32> types = tf.placeholder(TInt32.class, Placeholder.shape(BATCH_SEQUENCE));
    private final Placeholder<TInt32> decoderIds = tf.placeholder(TInt32.class, Placeholder.shape(BATCH_SEQUENCE));
    private final Placeholder<TFloat32> decoderMask = tf.placeholder(TFloat32.class, Placeholder.shape(BATCH_SEQUENCE));
    private final Placeholder<TFloat32> mask = tf.placeholder(TFloat32.class, Placeholder.shape(BATCH_SEQUENCE));

    /** @param sites makes the sites, given this model as the graph's scope */
    public DrawnModel(
            BaseModel family,
            Map<String, Object> config,
            Map<String, TensorData> checkpoint,
            Function<DrawnModel, Sites> sites) {
        BaseModelInstance model = family.instantiate(config);
        for (BaseWeight weight : model.weights(checkpoint.keySet())) {
            sources.put(weight.name(), weight);
            weights.put(weight.name(), constant(weight, checkpoint.get(weight.source())));
        }
        this.sites = sites.apply(this);
        boolean twoHalves = model.writing().map(w -> w.start().isPresent()).orElse(false);
        outputs = model.draw(
                this,
                this,
                this.sites,
                new ModelInputs(ids, types, mask, twoHalves ? new ModelInputs.Decoder(decoderIds, decoderMask) : null));
    }

    /** A fixture's model without contributions. */
    public static DrawnModel of(BaseModel family, Fixture fixture) {
        return new DrawnModel(family, fixture.config(), fixture.checkpoint(), model -> new PlainSites(model.tf));
    }

    /** What the model gives. */
    public ModelOutputs outputs() {
        return outputs;
    }

    /** The sites that it called. */
    public Sites sites() {
        return sites;
    }

    /** The rates of all dropouts, in the order of the drawing. */
    public List<Double> dropouts() {
        return dropouts;
    }

    /** The model's weights by their own names. */
    public Map<String, BaseWeight> sources() {
        return sources;
    }

    /** An output by the name that reference files give it. */
    public Operand<TFloat32> output(String name) {
        if (name.startsWith(DECODER_STATE)) {
            return state(outputs.decoder().orElseThrow(), name.substring(DECODER_STATE.length()));
        }
        return name.startsWith(STATE)
                ? state(outputs, name.substring(STATE.length()))
                : outputs.named().get(name).get();
    }

    private static Operand<TFloat32> state(ModelOutputs outputs, String layer) {
        return outputs.hiddenStates().get(Integer.parseInt(layer));
    }

    /** Runs one operand on the inputs of a case. */
    public TensorData run(Operand<TFloat32> fetch, Inputs inputs) {
        return run(List.of(fetch.asOutput()), inputs).get(0);
    }

    /** Runs several operands. */
    public List<TensorData> run(List<Output<TFloat32>> fetches, Inputs inputs) {
        List<TensorData> read = new ArrayList<>();
        try (Fed fed = feed(inputs);
                Result result = fed.run(session, fetches)) {
            for (int i = 0; i < fetches.size(); i++) {
                read.add(read((TFloat32) result.get(i)));
            }
        }
        return read;
    }

    /** The tensors of a run. */
    private record Fed(Map<Operand<?>, Tensor> tensors) implements AutoCloseable {
        Result run(Session session, List<Output<TFloat32>> fetches) {
            Session.Runner runner = session.runner();
            tensors.forEach(runner::feed);
            fetches.forEach(runner::fetch);
            return runner.run();
        }

        @Override
        public void close() {
            tensors.values().forEach(Tensor::close);
        }
    }

    private Fed feed(Inputs inputs) {
        Map<Operand<?>, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(ids, ints(inputs.ids()));
        tensors.put(types, ints(inputs.types()));
        tensors.put(mask, floats(inputs.mask()));
        if (inputs.decoder() != null) {
            tensors.put(decoderIds, ints(inputs.decoder().ids()));
            tensors.put(decoderMask, floats(inputs.decoder().mask()));
        }
        return new Fed(tensors);
    }

    /** The gradients of a mean cross-entropy by weights, in their graph shapes. */
    public List<TensorData> gradients(String logits, long[] labels, List<String> names, Inputs inputs) {
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
    public Operand<TFloat32> uniform(Operand<TInt32> shape) {
        throw new IllegalStateException("there is no chance outside training");
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }

    private Operand<TFloat32> constant(BaseWeight weight, TensorData stored) {
        TensorData whole = weight.transposed() ? TensorData.of(transposed(stored.shape()), transpose(stored)) : stored;
        TensorData own = weight.firstColumn() == BaseWeight.WHOLE ? whole : columns(weight, whole);
        return tf.constant(own.shape(), DataBuffers.of(own.floats()));
    }

    private static TensorData columns(BaseWeight weight, TensorData whole) {
        int count = (int) weight.shape().get(weight.shape().numDimensions() - 1);
        int stored = (int) whole.shape().get(whole.shape().numDimensions() - 1);
        float[] values = new float[Math.toIntExact(weight.shape().size())];
        for (int row = 0; row < values.length / count; row++) {
            System.arraycopy(whole.floats(), row * stored + weight.firstColumn(), values, row * count, count);
        }
        return TensorData.of(weight.shape(), values);
    }

    private static Shape transposed(Shape shape) {
        return Shape.of(shape.get(1), shape.get(0));
    }

    /** A matrix with rows and columns exchanged. */
    public static float[] transpose(TensorData matrix) {
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
