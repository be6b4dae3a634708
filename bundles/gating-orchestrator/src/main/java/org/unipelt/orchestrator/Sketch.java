package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * A graph drawn apart and then added to a host's graph at once. Were it drawn in the host's own graph, every call that runs
 * meanwhile would make the session take in what is new, operation by operation. Base weights are the host's variables, by
 * their shared names; what a sketch has drawn is known to the session by the names that it gives out.
 */
final class Sketch implements AutoCloseable {
    private final Host host;
    private final String scope;
    private final Graph graph = new Graph();
    private final Ops tf;
    private final Map<String, Operand<TFloat32>> frozen = new LinkedHashMap<>();

    Sketch(Host host) {
        this.host = host;
        scope = host.nextScope();
        tf = Ops.create(graph).withDevice(host.device().spec());
    }

    Host host() {
        return host;
    }

    Graph graph() {
        return graph;
    }

    Ops ops() {
        return tf;
    }

    /** Variables of this sketch alone. */
    Variables variables() {
        return new Variables(tf, scope, this::name);
    }

    /** A base weight. */
    Operand<TFloat32> get(String weight) {
        return frozen.computeIfAbsent(weight, w -> {
            Shape shape = host.shape(w);
            return tf.readVariableOp(
                    tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(Host.sharedName(w))), TFloat32.class);
        });
    }

    /** The frozen weight that an operand is; empty where it is none. */
    Optional<String> weight(Operand<TFloat32> operand) {
        return frozen.entrySet().stream()
                .filter(entry -> entry.getValue() == operand)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether the checkpoint had a weight. */
    boolean has(String weight) {
        return host.shape(weight) != null;
    }

    /** An output's name in the host's session. */
    String name(Operand<?> operand) {
        return scope + "/" + operand.op().name() + ":" + operand.asOutput().index();
    }

    /** An operation's name in the host's session. */
    String name(Op operation) {
        return scope + "/" + operation.op().name();
    }

    /** Adds all that was drawn to the host's graph. */
    void commit() {
        host.graph().importGraphDef(graph.toGraphDef(), scope);
    }

    @Override
    public void close() {
        graph.close();
    }
}
