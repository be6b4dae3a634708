package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.pelt.Stage;

/** Draws the gates of a graph: all slots that read one sequence at once, when the model comes by that sequence. */
final class Gates {

    /**
     * A gate in the graph.
     *
     * @param value what it multiplies by, [batch, 1, 1] or [batch, sequence, 1]
     * @param mean over the sample, [batch, 1, 1]
     */
    private record Gate(Operand<TFloat32> value, Operand<TFloat32> mean) {}

    private final DrawScope scope;
    private final Plan.Gating plan;
    private final Map<Slot, Gate> gates = new LinkedHashMap<>();
    private final List<Operand<TFloat32>> entropies = new ArrayList<>();
    private final List<Operand<TFloat32>> penalties = new ArrayList<>();
    private final Map<Stage, Sequence> sequences = new EnumMap<>(Stage.class);
    private Stage current;

    /**
     * A sequence that gates read.
     *
     * @param mask the weight of each place, [batch, sequence]
     * @param unread 1 where no gate reads; null for nowhere
     * @param first the first place of the text
     * @param averages what a mean over it multiplies by, drawn once
     */
    private record Sequence(
            Operand<TFloat32> mask,
            Operand<TFloat32> unread,
            int first,
            Map<GatePolicy.Pooling, Operand<TFloat32>> averages) {}

    Gates(DrawScope scope, Plan.Gating plan) {
        this.scope = scope;
        this.plan = plan;
    }

    /** From here on a half's sequence has these weights, and its text begins at this place or, behind padding, later. */
    void masked(Stage stage, Operand<TFloat32> mask, Operand<TFloat32> unread, int first) {
        Operand<TFloat32> weights = unread == null ? mask : scope.ops().math.sub(mask, unread);
        sequences.put(stage, new Sequence(weights, unread, first, new EnumMap<>(GatePolicy.Pooling.class)));
        current = stage;
    }

    /** Gates of whole samples as an earlier pass has computed them, [batch, slots]. */
    void hold(List<Slot> slots, Operand<TFloat32> values) {
        Ops tf = scope.ops();
        for (int i = 0; i < slots.size(); i++) {
            Operand<TFloat32> column = tf.slice(values, tf.array(0, i), tf.array(-1, 1));
            Operand<TFloat32> value = tf.expandDims(column, tf.constant(1));
            gates.put(slots.get(i), new Gate(value, value));
        }
    }

    /** The slots whose gates weigh whole samples. */
    List<Slot> ofSamples() {
        return gates.entrySet().stream()
                .filter(entry -> entry.getValue().value() == entry.getValue().mean())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Computes the gates that read at this point, if there are any. */
    void read(GatePoint point, Operand<TFloat32> x) {
        Plan.Group group = plan.groups().get(point);
        if (group == null || gates.keySet().containsAll(group.slots())) {
            return;
        }
        Sequence sequence = sequences.get(point.ofSource() ? Stage.ENCODER : current);
        LinkedHashSet<GatePolicy.Reading> readings = new LinkedHashSet<>();
        group.slots().stream()
                .filter(slot -> !gates.containsKey(slot))
                .forEach(slot -> readings.add(plan.readings().get(slot)));
        boolean ofTokens = readings.stream().anyMatch(reading -> reading.level() == GatePolicy.Level.TOKEN);
        Operand<TFloat32> scores = scope.trained(() -> scores(group, x, sequence, ofTokens));
        readings.forEach(reading -> read(group.slots(), reading, scores, sequence));
    }

    private Operand<TFloat32> scores(Plan.Group group, Operand<TFloat32> x, Sequence sequence, boolean ofTokens) {
        Operand<TFloat32> scores = group.scores().draw(scope, x, sequence.mask());
        if (!ofTokens || sequence.unread() == null) {
            return scores;
        }
        Ops tf = scope.ops();
        Operand<TFloat32> written = tf.expandDims(sequence.unread(), tf.constant(2));
        Operand<TFloat32> differences = tf.math.sub(alone(group, x), scores);
        return tf.math.add(scores, tf.math.mul(written, differences));
    }

    /** The scores of tokens that a network reads one by one, as it does while a text is written. */
    private Operand<TFloat32> alone(Plan.Group group, Operand<TFloat32> x) {
        Ops tf = scope.ops();
        Operand<TFloat32> tokens = tf.reshape(x, tf.array(-1L, 1L, x.shape().get(2)));
        Operand<TInt32> places = tf.slice(tf.shape(tokens), tf.array(0), tf.array(2));
        Operand<TFloat32> scores = group.scores().draw(scope, tokens, tf.fill(places, tf.constant(1f)));
        Operand<TInt32> batch = tf.slice(tf.shape(x), tf.array(0), tf.array(2));
        return tf.reshape(
                scores, tf.concat(List.of(batch, tf.array(group.slots().size())), tf.constant(0)));
    }

    private void read(List<Slot> slots, GatePolicy.Reading reading, Operand<TFloat32> scores, Sequence sequence) {
        Ops tf = scope.ops();
        boolean sample = reading.level() == GatePolicy.Level.SAMPLE;
        boolean early = sample && reading.meanOf() == GatePolicy.MeanOf.SCORES;
        Operand<TFloat32> weights = plan.normalisation().weights(tf, early ? mean(scores, reading, sequence) : scores);
        Operand<TFloat32> pooled = sample && !early ? mean(weights, reading, sequence) : weights;
        Operand<TFloat32> decided = plan.normalisation().decide(tf, pooled);
        if (scope.training()) {
            note(reading, pooled, decided, sequence);
        }
        List<Operand<TFloat32>> each = columns(decided, slots.size());
        for (int i = 0; i < slots.size(); i++) {
            if (plan.readings().get(slots.get(i)).equals(reading)) {
                Operand<TFloat32> value = each.get(i);
                gates.put(slots.get(i), new Gate(value, sample ? value : mean(value, reading, sequence)));
            }
        }
    }

    private void note(
            GatePolicy.Reading reading, Operand<TFloat32> weights, Operand<TFloat32> decided, Sequence sequence) {
        Operand<TFloat32> entropy = plan.normalisation().entropy(scope.ops(), weights);
        boolean sample = reading.level() == GatePolicy.Level.SAMPLE;
        entropies.add(sample ? entropy : mean(entropy, reading, sequence));
        plan.normalisation().penalty(scope.ops(), weights, decided).ifPresent(penalties::add);
    }

    /** The mean over the sequence as one product: [batch, 1, sequence] x [batch, sequence, n]. */
    private Operand<TFloat32> mean(Operand<TFloat32> x, GatePolicy.Reading reading, Sequence sequence) {
        Ops tf = scope.ops();
        return tf.train.batchMatMul(
                sequence.averages().computeIfAbsent(reading.pooling(), pooling -> average(pooling, sequence)),
                x,
                TFloat32.class);
    }

    private Operand<TFloat32> average(GatePolicy.Pooling pooling, Sequence sequence) {
        Ops tf = scope.ops();
        if (pooling == GatePolicy.Pooling.FIRST) {
            return tf.expandDims(firstToken(sequence), tf.constant(1));
        }
        Operand<TFloat32> counted = pooling == GatePolicy.Pooling.FAITHFUL ? all(sequence) : sequence.mask();
        Operand<TFloat32> count = tf.sum(counted, tf.array(1), Sum.keepDims(true));
        // an empty text may have no token
        return tf.expandDims(tf.math.div(counted, tf.math.maximum(count, tf.constant(1f))), tf.constant(1));
    }

    /** 1 at the first place of each row from {@code first} on that is a token: texts may be padded in front. */
    private Operand<TFloat32> firstToken(Sequence sequence) {
        Ops tf = scope.ops();
        Operand<TFloat32> before = tf.slice(sequence.mask(), tf.array(0, 0), tf.array(-1, sequence.first()));
        Operand<TFloat32> text = tf.slice(sequence.mask(), tf.array(0, sequence.first()), tf.array(-1, -1));
        Operand<TFloat32> tokens = ones(tf.math.greater(text, tf.constant(0f)));
        Operand<TFloat32> number = tf.math.cumsum(tokens, tf.constant(1), new Cumsum.Options[0]);
        Operand<TFloat32> first = tf.math.mul(tokens, ones(tf.math.equal(number, tf.constant(1f))));
        return tf.concat(List.of(tf.zerosLike(before), first), tf.constant(1));
    }

    private Operand<TFloat32> ones(Operand<TBool> where) {
        return scope.ops().dtypes.cast(where, TFloat32.class);
    }

    /** 1 at all places that may be read, padding too. */
    private Operand<TFloat32> all(Sequence sequence) {
        Ops tf = scope.ops();
        return sequence.unread() == null
                ? tf.onesLike(sequence.mask())
                : tf.math.sub(tf.constant(1f), sequence.unread());
    }

    private List<Operand<TFloat32>> columns(Operand<TFloat32> all, int count) {
        Ops tf = scope.ops();
        if (count == 1) {
            return List.of(all);
        }
        List<Operand<TFloat32>> each = new ArrayList<>();
        tf.split(tf.constant(2), all, (long) count).output().forEach(each::add);
        return each;
    }

    /** Virtual tokens have come in: a gate of each token weighs them by its mean. */
    void widened(Extension extension) {
        gates.replaceAll((slot, gate) -> gate.value() == gate.mean()
                ? gate
                : new Gate(extension.widened(gate.value(), gate.mean()), gate.mean()));
    }

    /** The gate of a slot, [batch, 1, 1], [batch, sequence, 1] or [1, 1, 1]; null for a contribution that is not gated. */
    Operand<TFloat32> of(Slot slot) {
        if (slot == null) {
            return null;
        }
        Float constant = plan.constants().get(slot);
        if (constant != null) {
            return constant == 1 ? null : scope.ops().constant(new float[][][] {{{constant}}});
        }
        return gates.get(slot).value();
    }

    /** The slots in the order of {@link #values}. */
    List<Slot> slots() {
        return List.copyOf(gates.keySet());
    }

    /** The mean of each gate over a sample, [batch, slots]; null where there are none. */
    Operand<TFloat32> values() {
        return values(slots());
    }

    /** The same of some slots. */
    Operand<TFloat32> values(List<Slot> slots) {
        if (slots.isEmpty()) {
            return null;
        }
        List<Operand<TFloat32>> means =
                slots.stream().map(slot -> gates.get(slot).mean()).toList();
        return scope.ops().squeeze(joined(means), Squeeze.axis(List.of(1L)));
    }

    /** Each gate by its output's name: [batch], or [batch, sequence] where tokens have their own. */
    Map<String, Operand<TFloat32>> named() {
        Ops tf = scope.ops();
        Map<String, Operand<TFloat32>> named = new LinkedHashMap<>();
        gates.forEach((slot, gate) -> {
            List<Long> axes = gate.value() == gate.mean() ? List.of(1L, 2L) : List.of(2L);
            named.put(slot.output(), tf.squeeze(gate.value(), Squeeze.axis(axes)));
        });
        return named;
    }

    /** The mean entropy of all decisions in nats, a scalar; empty where there are none. Only in training. */
    Optional<Operand<TFloat32>> entropy() {
        if (entropies.isEmpty()) {
            return Optional.empty();
        }
        Ops tf = scope.ops();
        return Optional.of(tf.math.mean(joined(entropies), tf.array(0, 1, 2)));
    }

    /** One behind the other in the last dimension. */
    private Operand<TFloat32> joined(List<Operand<TFloat32>> parts) {
        Ops tf = scope.ops();
        return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(2));
    }

    /** What the normalisation adds to the loss, the mean over the groups of gates, a scalar. Only in training. */
    Optional<Operand<TFloat32>> penalty() {
        if (penalties.isEmpty()) {
            return Optional.empty();
        }
        Ops tf = scope.ops();
        return Optional.of(tf.math.mul(tf.math.addN(penalties), tf.constant(1f / penalties.size())));
    }
}
