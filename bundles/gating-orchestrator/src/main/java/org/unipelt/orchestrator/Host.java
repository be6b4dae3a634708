package org.unipelt.orchestrator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.text.TextTokenizer;

/**
 * A frozen base model in one session, its weights there once. Compositions are drawn beside each other in its graph, which
 * only grows: after {@link #CAPACITY} drawings the host is worn, and new ones go to a fresh host. It closes itself when it is
 * retired and nobody uses it any more.
 */
final class Host {
    /** A graph's size slows the next composition's build a little, and each keeps some megabytes. */
    static final int CAPACITY = 24;

    private static final String BASE = "base";
    /** So many tensors that nothing reads are named in the log. */
    private static final int NAMED = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    private final ModelSource source;
    private final BaseModelInstance model;
    private final Device device;
    private final TextTokenizer tokenizer;
    private final Graph graph = new Graph();
    private final Session session;
    private final Variables weights;
    private final List<BaseWeight> baseWeights;
    private final AtomicInteger drawn = new AtomicInteger();
    private int users;
    private boolean retired;
    private boolean closed;

    private Host(
            ModelSource source,
            BaseModelInstance model,
            Device device,
            TextTokenizer tokenizer,
            List<BaseWeight> baseWeights) {
        this.source = source;
        this.model = model;
        this.device = device;
        this.tokenizer = tokenizer;
        this.baseWeights = baseWeights;
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setAllowSoftPlacement(true)
                        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                        .setGraphOptions(graphOptions())
                        .build());
        weights = new Variables(Ops.create(graph).withDevice(device.spec()), BASE, operation -> operation
                .op()
                .name());
    }

    /**
     * Graphs are drawn as they should run: TensorFlow's rewriting of each would cost more than half of a composition's build,
     * and was measured to gain nothing. Placing only what a run needs keeps the price of adding to a large graph low.
     */
    private static GraphOptions graphOptions() {
        return GraphOptions.newBuilder()
                .setPlacePrunedGraph(true)
                .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true))
                .build();
    }

    /**
     * Loads a base model.
     *
     * @throws DataException if checkpoint, config and tokenizer do not fit each other
     */
    static Host load(
            ModelSource source,
            BaseModelInstance model,
            Device device,
            Checkpoint checkpoint,
            TextTokenizer tokenizer) {
        checkVocabulary(source, model, tokenizer);
        List<BaseWeight> baseWeights = model.weights(checkpoint.names());
        Host host = new Host(source, model, device, tokenizer, baseWeights);
        try {
            for (BaseWeight weight : baseWeights) {
                host.weights.declare(weight.name(), shape(source, checkpoint, weight));
            }
            host.fill(checkpoint);
            host.log(checkpoint);
            return host;
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    private void log(Checkpoint checkpoint) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        // a directory's name, not its path
        String name = source.name().substring(source.name().replace('\\', '/').lastIndexOf('/') + 1);
        LOG.info("base model '{}' loaded on {}: {} tensors", name, device.name(), baseWeights.size());
        List<String> unexpected = checkpoint.unexpected(baseWeights);
        int left = unexpected.size() - NAMED;
        if (!unexpected.isEmpty()) {
            LOG.info(
                    "base model '{}' does not read {} tensors of its checkpoint: {}{}",
                    name,
                    unexpected.size(),
                    String.join(", ", unexpected.subList(0, Math.min(NAMED, unexpected.size()))),
                    left > 0 ? " and " + left + " more" : "");
        }
    }

    /** The shape of a weight in the graph; what config.json leaves open the checkpoint tells. */
    private static Shape shape(ModelSource source, Checkpoint checkpoint, BaseWeight weight) {
        Shape stored = checkpoint.shape(weight.source());
        Shape given = inGraph(stored, weight);
        boolean part = weight.firstColumn() != BaseWeight.WHOLE;
        Shape whole = part ? withColumns(weight.shape(), columns(given)) : weight.shape();
        if (!given.isCompatibleWith(whole) || part && weight.firstColumn() + columns(weight.shape()) > columns(given)) {
            throw new DataException(
                    "model '" + source.name() + "'",
                    "tensor " + weight.source() + " has shape " + stored + ", and by config.json it should have "
                            + weight.shape() + (weight.transposed() ? " transposed" : "")
                            + (part ? " from column " + weight.firstColumn() : ""),
                    "Take config.json and checkpoint from the same model");
        }
        return part ? weight.shape() : given;
    }

    private static Shape inGraph(Shape stored, BaseWeight weight) {
        return weight.transposed() && stored.numDimensions() == 2 ? Shape.of(stored.get(1), stored.get(0)) : stored;
    }

    private static long columns(Shape shape) {
        return shape.numDimensions() == 0 ? 1 : shape.get(shape.numDimensions() - 1);
    }

    private static Shape withColumns(Shape shape, long columns) {
        long[] sizes = shape.asArray();
        sizes[sizes.length - 1] = columns;
        return Shape.of(sizes);
    }

    private void fill(Checkpoint checkpoint) {
        Map<String, BaseWeight> byName =
                baseWeights.stream().collect(Collectors.toMap(BaseWeight::name, weight -> weight));
        weights.fill(session, weights.names(), (name, memory) -> {
            BaseWeight weight = byName.get(name);
            boolean whole = weight.firstColumn() == BaseWeight.WHOLE;
            checkpoint.read(
                    weight.source(),
                    weight.transposed(),
                    whole ? 0 : weight.firstColumn(),
                    columns(weights.get(name).shape()),
                    memory);
        });
    }

    private static void checkVocabulary(ModelSource source, BaseModelInstance model, TextTokenizer tokenizer) {
        int known = model.shape().vocabulary();
        if (tokenizer.vocabularySize() > known) {
            throw new DataException(
                    "model '" + source.name() + "'",
                    "its tokenizer has " + tokenizer.vocabularySize() + " tokens and the model " + known,
                    "Take tokenizer.json and checkpoint from the same model");
        }
    }

    /** The name by which every graph of the session finds a base weight. */
    static String sharedName(String weight) {
        return Variables.sharedName(BASE, weight);
    }

    /** The shape of a base weight; null where the checkpoint has no such weight. */
    Shape shape(String weight) {
        Variables.Variable variable = weights.get(weight);
        return variable == null ? null : variable.shape();
    }

    /** The values of a base weight, copied out. */
    float[] values(String weight) {
        return Tensors.fetch(session, Map.of(weight, weights.get(weight).read()))
                .get(weight)
                .floats();
    }

    /** The model's words, for weights that start from them. */
    Words words() {
        return new Words(this);
    }

    ModelSource source() {
        return source;
    }

    BaseModelInstance model() {
        return model;
    }

    Device device() {
        return device;
    }

    TextTokenizer tokenizer() {
        return tokenizer;
    }

    Graph graph() {
        return graph;
    }

    Session session() {
        return session;
    }

    List<BaseWeight> baseWeights() {
        return baseWeights;
    }

    /** A name for what is drawn next, unique in this host. */
    String nextScope() {
        return "c" + drawn.incrementAndGet();
    }

    /** Whether new compositions should go to a fresh host. */
    boolean worn() {
        return drawn.get() >= CAPACITY;
    }

    /** Counts a user; false if the host is closed already. */
    synchronized boolean use() {
        if (closed) {
            return false;
        }
        users++;
        return true;
    }

    /** Ends one use. */
    void leave() {
        synchronized (this) {
            users--;
        }
        closeIfDone();
    }

    /** No new user will come: closes as soon as the last one has left. */
    void retire() {
        synchronized (this) {
            retired = true;
        }
        closeIfDone();
    }

    private void closeIfDone() {
        synchronized (this) {
            if (!retired || users > 0 || closed) {
                return;
            }
        }
        close();
    }

    private void close() {
        synchronized (this) {
            closed = true;
        }
        session.close();
        graph.close();
        tokenizer.close();
    }
}
