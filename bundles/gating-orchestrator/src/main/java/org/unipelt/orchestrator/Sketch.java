package org.unipelt.orchestrator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

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

    /** By what the variables of this sketch alone are known in the session. */
    String scope() {
        return scope;
    }

    /** The variables of a scope: this sketch's own, or those of an earlier one. */
    Variables variables(String owner) {
        return new Variables(tf, owner, this::name);
    }

    /** Keeps a tensor in the session beyond the run, until it is deleted; the output is the handle to it. */
    Output<TString> keep(Operand<?> tensor) {
        // Ops has only the second version of this operation, whose handles cannot be fetched
        OperationBuilder builder =
                graph.opBuilder("GetSessionHandle", tf.scope().makeOpName("GetSessionHandle"), tf.scope());
        builder.addInput(tensor.asOutput());
        return builder.build().output(0);
    }

    /** A base weight. */
    Operand<TFloat32> get(String weight) {
        return frozen.computeIfAbsent(weight, w -> {
            Shape shape = host.weights().shape(w);
            return tf.readVariableOp(
                    tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(HostWeights.sharedName(w))),
                    TFloat32.class);
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
        return host.weights().shape(weight) != null;
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
        GraphDef drawn = host.device().cpu() ? withStoredTransposes() : graph.toGraphDef();
        host.graph().importGraphDef(placed(drawn), scope);
    }

    /** Gradients are drawn by TensorFlow and name no device, and what names none runs on the first GPU. */
    private GraphDef placed(GraphDef drawn) {
        GraphDef.Builder placed = drawn.toBuilder();
        for (int i = 0; i < placed.getNodeCount(); i++) {
            if (placed.getNode(i).getDevice().isEmpty()) {
                placed.getNodeBuilder(i).setDevice(host.device().spec().toString());
            }
        }
        return placed.build();
    }

    private GraphDef withStoredTransposes() {
        Map<String, String> reads = new HashMap<>();
        frozen.forEach((weight, operand) -> reads.put(operand.op().name(), weight));
        Set<String> wanted = StoredTransposes.wanted(graph.toGraphDef(), reads);
        host.weights().storeTransposes(wanted);
        Map<String, String> transposes = new HashMap<>();
        wanted.forEach(weight -> transposes.put(weight, transpose(weight).op().name()));
        return StoredTransposes.read(graph.toGraphDef(), reads, transposes::get);
    }

    private Operand<TFloat32> transpose(String weight) {
        Shape shape = HostWeights.transposed(host.weights().shape(weight));
        return tf.readVariableOp(
                tf.varHandleOp(
                        TFloat32.class, shape, VarHandleOp.sharedName(HostWeights.sharedNameOfTranspose(weight))),
                TFloat32.class);
    }

    @Override
    public void close() {
        graph.close();
    }
}
