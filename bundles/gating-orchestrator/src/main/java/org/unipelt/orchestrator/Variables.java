package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;

/** Named float variables of a session; assigned, read and freed all at once. */
final class Variables {

    /**
     * A resource variable. Handle and value are for drawing with; the names are for the session.
     *
     * @param read the name of its value
     * @param fed the name of the placeholder that assign takes its value from
     */
    record Variable(
            Shape shape,
            Operand<? extends TType> handle,
            Operand<TFloat32> value,
            String read,
            String fed,
            String assign,
            String destroy) {}

    /**
     * So many numbers, 64 MB, are assigned in one run. Every run with targets of its own is prepared by TensorFlow and kept in
     * the session, so there must not be one for each variable.
     */
    private static final long GROUP = 1 << 24;
    /** So many numbers are written at a time. */
    private static final int PIECE = 1 << 16;

    private final Ops tf;
    private final String scope;
    private final Function<Op, String> names;
    private final Map<String, Variable> byName = new LinkedHashMap<>();

    /**
     * @param scope unique in the session: variables of two scopes with one name are two variables
     * @param names gives an operation's name in the session
     */
    Variables(Ops tf, String scope, Function<Op, String> names) {
        this.tf = tf;
        this.scope = scope;
        this.names = names;
    }

    Variable declare(String name, Shape shape) {
        Operand<? extends TType> handle =
                tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(sharedName(scope, name)));
        Placeholder<TFloat32> fed = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
        Operand<TFloat32> value = tf.readVariableOp(handle, TFloat32.class);
        Variable variable = new Variable(
                shape,
                handle,
                value,
                names.apply(value),
                names.apply(fed),
                names.apply(tf.assignVariableOp(handle, fed)),
                names.apply(tf.destroyResourceOp(handle)));
        byName.put(name, variable);
        return variable;
    }

    /** The name by which graphs of one session share a variable. */
    static String sharedName(String scope, String name) {
        return scope + "/" + name;
    }

    /** @throws ConfigurationException if there is no variable of this name and shape */
    void check(String name, Shape shape) {
        Variable variable = byName.get(name);
        if (variable == null || !variable.shape().equals(shape)) {
            throw new ConfigurationException(
                    "weight " + name,
                    variable == null
                            ? "the composition has no such weight"
                            : "it has shape " + shape + " and the composition needs " + variable.shape(),
                    "Take the weights of the same composition");
        }
    }

    /** The names of all variables. */
    Set<String> names() {
        return byName.keySet();
    }

    Variable get(String name) {
        return byName.get(name);
    }

    /** Sets variables, some in each run; one run for each would take minutes for a large model. */
    void assign(Session session, Map<String, float[]> values) {
        assign(session, values.keySet(), values::get);
    }

    /**
     * The same by values that are asked for one after the other, so that Java's heap never holds all of them.
     *
     * @param values gives the value of a variable
     */
    void assign(Session session, Collection<String> names, Function<String, float[]> values) {
        fill(session, names, (name, memory) -> {
            float[] numbers = values.apply(name);
            if (numbers.length != memory.size()) {
                throw new IllegalArgumentException(
                        name + " has " + memory.size() + " numbers, and is given " + numbers.length);
            }
            memory.write(numbers);
        });
    }

    /**
     * Sets variables to what is written into TensorFlow's memory, some in each run. On the CPU a variable takes over the memory
     * that it is fed, so that its numbers are never there twice.
     *
     * @param names the variables to set
     * @param writer writes the value of a variable
     */
    void fill(Session session, Collection<String> names, BiConsumer<String, FloatDataBuffer> writer) {
        List<String> group = new ArrayList<>();
        long numbers = 0;
        for (String name : names) {
            group.add(name);
            numbers += byName.get(name).shape().size();
            if (numbers >= GROUP) {
                fillGroup(session, group, writer);
                group.clear();
                numbers = 0;
            }
        }
        fillGroup(session, group, writer);
    }

    private void fillGroup(Session session, List<String> group, BiConsumer<String, FloatDataBuffer> writer) {
        if (group.isEmpty()) {
            return;
        }
        Session.Runner runner = session.runner();
        List<TFloat32> tensors = new ArrayList<>();
        try {
            for (String name : group) {
                Variable variable = byName.get(name);
                TFloat32 tensor = TFloat32.tensorOf(variable.shape());
                tensors.add(tensor);
                writer.accept(name, Tensors.memory(tensor));
                runner.feed(variable.fed(), tensor).addTarget(variable.assign());
            }
            runner.run().close();
        } finally {
            tensors.forEach(TFloat32::close);
        }
    }

    /** Sets all variables to 0, with nothing in Java's heap: an optimiser keeps twice as much as is trained. */
    void clear(Session session) {
        float[] zeros = new float[PIECE];
        fill(session, byName.keySet(), (name, memory) -> {
            for (long start = 0; start < memory.size(); start += PIECE) {
                memory.offset(start).write(zeros, 0, (int) Math.min(PIECE, memory.size() - start));
            }
        });
    }

    /** All values, copied out in one run. */
    Map<String, TensorData> read(Session session) {
        Map<String, String> fetches = new LinkedHashMap<>();
        byName.forEach((name, variable) -> fetches.put(name, variable.read()));
        return Tensors.fetch(session, fetches);
    }

    /** Frees the memory; the operations stay in the graph. */
    void destroy(Session session) {
        if (byName.isEmpty()) {
            return;
        }
        Session.Runner runner = session.runner();
        byName.values().forEach(v -> runner.addTarget(v.destroy()));
        runner.run().close();
    }
}
