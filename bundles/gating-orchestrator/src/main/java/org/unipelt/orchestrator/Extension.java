package org.unipelt.orchestrator;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites.Sequence;
import org.unipelt.api.pelt.Contribution.Form;
import org.unipelt.api.pelt.Contribution.Place;
import org.unipelt.api.pelt.Contribution.VirtualTokens;

/** Virtual tokens put into a sequence. */
final class Extension {
    /** Its logarithm closes a gate beyond float precision, and unlike that of 0 has a gradient. */
    private static final float CLOSED = 1e-30f;

    private final DrawScope scope;
    private final VirtualTokens tokens;
    private final Operand<TFloat32> gate;
    private final Sequence sequence;
    private final ModelOutputs.Virtual inserted;
    private final Operand<TInt32> order;

    /**
     * @param gate [batch, 1, 1]; null where they are not gated
     * @param sequence what they are put into
     * @param front how many virtual tokens stand in front of the text already
     */
    Extension(DrawScope scope, VirtualTokens tokens, Operand<TFloat32> gate, Sequence sequence, int front) {
        this.scope = scope;
        this.tokens = tokens;
        this.gate = gate;
        this.sequence = sequence;
        inserted = new ModelOutputs.Virtual(
                tokens.place() == Place.BEHIND_FIRST ? front + 1 : 0,
                Math.toIntExact(tokens.embeddings().shape().get(0)));
        order = inserted.place() == 0 ? null : order();
    }

    /** Where they stand. */
    ModelOutputs.Virtual inserted() {
        return inserted;
    }

    /** The sequence with them. */
    Sequence extended() {
        Ops tf = scope.ops();
        int hidden = Math.toIntExact(tokens.embeddings().shape().get(1));
        Operand<TInt32> places = places();
        Operand<TFloat32> embedded = tf.broadcastTo(
                tf.expandDims(scope.value(tokens.embeddings()), tf.constant(0)),
                tf.concat(List.of(places, tf.array(hidden)), tf.constant(0)));
        boolean multiplied = gate != null && tokens.form() == Form.PUBLISHED;
        return new Sequence(
                inserted(sequence.states(), multiplied ? tf.math.mul(embedded, gate) : embedded),
                inserted(sequence.typeIds(), tf.fill(places, tf.constant(0))),
                inserted(sequence.mask(), mask(places)),
                inserted(sequence.counted(), tf.fill(places, tf.constant(1f))),
                first(sequence.first()),
                sequence.position());
    }

    /** What gates do not read, [batch, sequence]: virtual tokens are not among it. */
    Operand<TFloat32> unread(Operand<TFloat32> unread) {
        return inserted(unread, scope.ops().fill(places(), scope.ops().constant(0f)));
    }

    /** What each place of the sequence has, [batch, sequence, 1], with what each virtual token has, [batch, 1, 1]. */
    Operand<TFloat32> widened(Operand<TFloat32> each, Operand<TFloat32> added) {
        return inserted(each, scope.ops().tile(added, scope.ops().array(1, inserted.length(), 1)));
    }

    /** What stands for the text, where that was this token. */
    private int first(int before) {
        return switch (tokens.place()) {
            case LEADING -> 0;
            case FRONT -> before + inserted.length();
            case BEHIND_FIRST -> before;
        };
    }

    /** The shape of the virtual tokens beside the sequence, [batch, length]. */
    private Operand<TInt32> places() {
        Ops tf = scope.ops();
        Operand<TInt32> rows = tf.slice(tf.shape(sequence.mask()), tf.array(0), tf.array(1));
        return tf.concat(List.of(rows, tf.array(inserted.length())), tf.constant(0));
    }

    /** 1, or in the exact form the gate. */
    private Operand<TFloat32> mask(Operand<TInt32> places) {
        Ops tf = scope.ops();
        Operand<TFloat32> ones = tf.fill(places, tf.constant(1f));
        if (gate == null || tokens.form() == Form.PUBLISHED) {
            return ones;
        }
        return tf.math.mul(ones, tf.math.maximum(tf.squeeze(gate, Squeeze.axis(List.of(2L))), tf.constant(CLOSED)));
    }

    private <T extends TType> Operand<T> inserted(Operand<T> x, Operand<T> added) {
        Ops tf = scope.ops();
        return order == null
                ? tf.concat(List.of(added, x), tf.constant(1))
                : tf.gather(tf.concat(List.of(x, added), tf.constant(1)), order, tf.constant(1), Gather.batchDims(1L));
    }

    /** Which of a row's places, with the virtual tokens behind them, stands at each place, [batch, sequence + length]. */
    private Operand<TInt32> order() {
        Ops tf = scope.ops();
        Operand<TInt32> text = tf.gather(tf.shape(sequence.mask()), tf.constant(1), tf.constant(0));
        Operand<TInt32> length = tf.constant(inserted.length());
        Operand<TInt32> places = tf.range(tf.constant(0), tf.math.add(text, length), tf.constant(1));
        // a row of padding alone has no first token to stand behind
        Operand<TInt32> start = tf.math.minimum(inserted.start(tf, sequence.mask()), text);
        Operand<TInt32> end = tf.math.add(start, length);
        return tf.select(
                tf.math.less(places, start),
                tf.math.add(places, tf.zerosLike(start)),
                tf.select(
                        tf.math.less(places, end),
                        tf.math.add(tf.math.sub(places, start), text),
                        tf.math.sub(places, length)));
    }
}
