package org.unipelt.orchestrator;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites.Sequence;
import org.unipelt.api.pelt.Contribution.Form;
import org.unipelt.api.pelt.Contribution.Place;
import org.unipelt.api.pelt.Contribution.VirtualTokens;

/**
 * Virtual tokens put into a sequence.
 *
 * @param gate [batch, 1, 1]; null where they are not gated
 * @param front how many virtual tokens stand in front of the text already
 */
record Extension(DrawScope scope, VirtualTokens tokens, Operand<TFloat32> gate, int front) {
    /** Its logarithm closes a gate beyond float precision, and unlike that of 0 has a gradient. */
    private static final float CLOSED = 1e-30f;

    /** Where they stand. */
    ModelOutputs.Virtual inserted() {
        return new ModelOutputs.Virtual(place(), length(tokens));
    }

    private int place() {
        return tokens.place() == Place.BEHIND_FIRST ? front + 1 : 0;
    }

    /** How many they are. */
    static int length(VirtualTokens tokens) {
        return Math.toIntExact(tokens.embeddings().shape().get(0));
    }

    Sequence of(Sequence sequence) {
        Ops tf = scope.ops();
        int hidden = Math.toIntExact(tokens.embeddings().shape().get(1));
        Operand<TInt32> places = places(sequence.mask());
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

    /** What stands for the text, where that was this token. */
    private int first(int before) {
        return switch (tokens.place()) {
            case LEADING -> 0;
            case FRONT -> before + length(tokens);
            case BEHIND_FIRST -> before;
        };
    }

    /** The shape of the virtual tokens beside a sequence with this mask. */
    private Operand<TInt32> places(Operand<TFloat32> mask) {
        Ops tf = scope.ops();
        Operand<TInt32> rows = tf.slice(tf.shape(mask), tf.array(0), tf.array(1));
        return tf.concat(List.of(rows, tf.array(length(tokens))), tf.constant(0));
    }

    /** What gates do not read, [batch, sequence]: virtual tokens are not among it. */
    Operand<TFloat32> unread(Operand<TFloat32> unread) {
        return inserted(unread, scope.ops().fill(places(unread), scope.ops().constant(0f)));
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
        int place = place();
        if (place == 0) {
            return tf.concat(List.of(added, x), tf.constant(1));
        }
        int rank = x.shape().numDimensions();
        return tf.concat(List.of(columns(x, rank, 0, place), added, columns(x, rank, place, -1)), tf.constant(1));
    }

    private <T extends TType> Operand<T> columns(Operand<T> x, int rank, int start, int length) {
        int[] begins = new int[rank];
        int[] sizes = new int[rank];
        Arrays.fill(sizes, -1);
        begins[1] = start;
        sizes[1] = length;
        Ops tf = scope.ops();
        return tf.slice(x, tf.array(begins), tf.array(sizes));
    }
}
