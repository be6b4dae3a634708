package org.unipelt.verification.checks;

import java.util.Arrays;
import java.util.Map;
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
        return of(given.inputs());
    }

    static Tokens of(Map<String, TensorData> inputs) {
        return new Tokens(inputs.get(ReferenceCases.MASK), inputs.get(ReferenceCases.DECODER_MASK));
    }

    /** An output with 0 at padding, where it has a value for each place. */
    TensorData kept(String output, TensorData values) {
        boolean decoder = decoderMask != null && (output.startsWith(DECODER) || output.equals("logits"));
        TensorData own = decoder ? decoderMask : mask;
        boolean byPlace =
                BY_PLACE.contains(output) || output.replace(DECODER, "").startsWith(STATE);
        return byPlace && !values.integer() && fits(values.shape(), own.shape()) ? kept(values, own) : values;
    }

    /** Virtual tokens make an output longer than its text; they are no padding. */
    private static boolean fits(Shape shape, Shape places) {
        return shape.numDimensions() >= 2 && shape.get(0) == places.get(0) && shape.get(1) >= places.get(1);
    }

    private static TensorData kept(TensorData values, TensorData mask) {
        int length = Math.toIntExact(mask.shape().get(1));
        int all = Math.toIntExact(values.shape().get(1));
        int width = Math.toIntExact(values.shape().size() / (values.shape().get(0) * all));
        float[] kept = values.floats().clone();
        for (int place = 0; place < mask.longs().length; place++) {
            if (mask.longs()[place] == 0) {
                int at = (place / length * all + all - length + place % length) * width;
                Arrays.fill(kept, at, at + width, 0);
            }
        }
        return TensorData.of(values.shape(), kept);
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
