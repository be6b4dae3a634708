package org.unipelt.verification.checks;

import java.util.Arrays;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

/**
 * The real tokens of a case. What a model gives at padding no one defines, and implementations differ there.
 *
 * @param mask of the text, [batch, sequence]
 * @param decoderMask of what the decoder reads; null for a model of one half
 */
record Tokens(TensorData mask, TensorData decoderMask) {
    private static final String DECODER = "decoder_";
    private static final String STATE = "hidden_state.";
    private static final Set<String> BY_PLACE = Set.of("logits", "start_logits", "end_logits");

    static Tokens of(ReferenceCases.Case given) {
        return new Tokens(
                given.tensors().get(ReferenceCases.MASK), given.inputs().get(ReferenceCases.DECODER_MASK));
    }

    /** An output with 0 at padding, where it has a value for each place. */
    TensorData kept(String output, TensorData values) {
        boolean decoder = decoderMask != null && (output.startsWith(DECODER) || output.equals("logits"));
        TensorData own = decoder ? decoderMask : mask;
        boolean byPlace =
                BY_PLACE.contains(output) || output.replace(DECODER, "").startsWith(STATE);
        if (!byPlace || values.integer() || !startsWith(values.shape(), own.shape())) {
            return values;
        }
        int width = values.floats().length / own.longs().length;
        float[] kept = values.floats().clone();
        for (int place = 0; place < own.longs().length; place++) {
            if (own.longs()[place] == 0) {
                Arrays.fill(kept, place * width, (place + 1) * width, 0);
            }
        }
        return TensorData.of(values.shape(), kept);
    }

    private static boolean startsWith(Shape shape, Shape places) {
        return shape.numDimensions() >= 2 && shape.get(0) == places.get(0) && shape.get(1) == places.get(1);
    }

    /**
     * What follows each place of a text, [batch times sequence]; {@link CrossEntropy#IGNORED} behind the last one, where
     * padding follows, and where a text's first token does: nothing was read before it.
     */
    TensorData next(TensorData ids) {
        int length = Math.toIntExact(ids.shape().get(1));
        long[] next = new long[ids.longs().length];
        for (int place = 0; place < next.length; place++) {
            boolean real = mask.longs()[place] == 1;
            boolean last = place % length == length - 1;
            next[place] = real && !last && mask.longs()[place + 1] == 1 ? ids.longs()[place + 1] : CrossEntropy.IGNORED;
        }
        return TensorData.of(Shape.of(next.length), next);
    }
}
