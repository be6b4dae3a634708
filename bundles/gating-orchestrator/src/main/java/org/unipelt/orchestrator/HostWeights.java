package org.unipelt.orchestrator;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelSource;

/** The frozen weights of a host: variables of its session, which every graph in it reads by their shared names. */
final class HostWeights {
    private static final String SCOPE = "base";
    private static final String TRANSPOSES = "transposed/";
    /** So many tensors that nothing reads are named in the log. */
    private static final int NAMED = 20;

    private static final Logger LOG = LoggerFactory.getLogger(HostWeights.class);

    private final ModelSource source;
    private final Device device;
    private final Session session;
    private final Ops tf;
    private final Variables variables;
    private final Set<String> transposes = new HashSet<>();
    private List<BaseWeight> all = List.of();

    HostWeights(ModelSource source, Device device, Graph graph, Session session) {
        this.source = source;
        this.device = device;
        this.session = session;
        tf = Ops.create(graph).withDevice(device.spec());
        variables = new Variables(tf, SCOPE, operation -> operation.op().name());
    }

    /**
     * Declares the variables and fills them, some in each run.
     *
     * @throws DataException if the checkpoint does not fit
     */
    void load(List<BaseWeight> wanted, Checkpoint checkpoint) {
        all = wanted;
        all.forEach(weight -> variables.declare(weight.name(), shape(checkpoint, weight)));
        fill(checkpoint);
        log(checkpoint);
    }

    private void log(Checkpoint checkpoint) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        // a directory's name, not its path
        String name = source.name().substring(source.name().replace('\\', '/').lastIndexOf('/') + 1);
        LOG.info("base model '{}' loaded on {}: {} tensors", name, device.name(), all.size());
        List<String> unexpected = checkpoint.unexpected(all);
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
    private Shape shape(Checkpoint checkpoint, BaseWeight weight) {
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
        return weight.transposed() && stored.numDimensions() == 2 ? transposed(stored) : stored;
    }

    /** [in, out] to [out, in]. */
    static Shape transposed(Shape shape) {
        return Shape.of(shape.get(1), shape.get(0));
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
        Map<String, BaseWeight> byName = all.stream().collect(Collectors.toMap(BaseWeight::name, weight -> weight));
        variables.fill(session, variables.names(), (name, memory) -> {
            BaseWeight weight = byName.get(name);
            boolean whole = weight.firstColumn() == BaseWeight.WHOLE;
            checkpoint.read(
                    weight.source(),
                    weight.transposed(),
                    whole ? 0 : weight.firstColumn(),
                    columns(variables.get(name).shape()),
                    memory);
        });
    }

    /** The name by which every graph of the session finds a base weight. */
    static String sharedName(String weight) {
        return Variables.sharedName(SCOPE, weight);
    }

    /** The same for the transpose of a base weight, where {@link #storeTransposes} has stored it. */
    static String sharedNameOfTranspose(String weight) {
        return sharedName(TRANSPOSES + weight);
    }

    /** Stores the transposes of weights beside them, once for all graphs; it doubles what these take. */
    synchronized void storeTransposes(Set<String> weights) {
        Set<String> missing = new HashSet<>(weights);
        missing.removeAll(transposes);
        if (!missing.isEmpty()) {
            Session.Runner runner = session.runner();
            missing.forEach(weight -> runner.addTarget(transposing(weight)));
            runner.run();
            transposes.addAll(missing);
        }
    }

    private Op transposing(String weight) {
        Variables.Variable variable = variables.get(weight);
        return tf.assignVariableOp(
                tf.varHandleOp(
                        TFloat32.class,
                        transposed(variable.shape()),
                        VarHandleOp.sharedName(sharedNameOfTranspose(weight))),
                tf.linalg.transpose(variable.value(), tf.array(1, 0)));
    }

    /** The shape of a base weight; null where the checkpoint has no such weight. */
    Shape shape(String weight) {
        Variables.Variable variable = variables.get(weight);
        return variable == null ? null : variable.shape();
    }

    /** The values of a base weight, copied out. */
    float[] values(String weight) {
        return Tensors.fetch(session, Map.of(weight, variables.get(weight).read()))
                .get(weight)
                .floats();
    }

    /** All weights, as the family names them. */
    List<BaseWeight> all() {
        return all;
    }
}
