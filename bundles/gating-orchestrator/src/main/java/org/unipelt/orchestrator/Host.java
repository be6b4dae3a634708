package org.unipelt.orchestrator;

import java.util.concurrent.atomic.AtomicInteger;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance;
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

    private final ModelSource source;
    private final BaseModelInstance model;
    private final Device device;
    private final TextTokenizer tokenizer;
    private final Graph graph = new Graph();
    private final Session session;
    private final HostWeights weights;
    private final boolean fuses;
    private final AtomicInteger drawn = new AtomicInteger();
    private int users;
    private boolean retired;
    private boolean closed;

    private Host(ModelSource source, BaseModelInstance model, Device device, TextTokenizer tokenizer) {
        this.source = source;
        this.model = model;
        this.device = device;
        this.tokenizer = tokenizer;
        session = new Session(
                graph,
                Device.session()
                        .setAllowSoftPlacement(true)
                        .setGraphOptions(graphOptions())
                        .build());
        weights = new HostWeights(source, device, graph, session);
        fuses = Fusion.runsOn(device);
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
        Host host = new Host(source, model, device, tokenizer);
        try {
            host.weights.load(model.weights(checkpoint.names()), checkpoint);
            return host;
        } catch (RuntimeException | Error e) { // a large checkpoint may not fit into the memory
            host.close();
            throw e;
        }
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

    /** What the model holds, for weights that start from it. */
    BaseValues values() {
        return new BaseValues(this);
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

    HostWeights weights() {
        return weights;
    }

    /** Whether products may be drawn together with their activations. */
    boolean fuses() {
        return fuses;
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
