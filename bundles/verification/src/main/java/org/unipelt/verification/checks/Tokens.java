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
    private static final String LOGITS = "logits";

    /** Outputs with one score for each place, [batch, sequence]. */
    private static final Set<String> SCORES_OF_PLACES = Set.of("start_logits", "end_logits");

    static Tokens of(ReferenceCases.Case given) {
        return of(given.inputs());
    }

    /** @param inputs what the model reads; a decoder without a mask reads all that it is given */
    static Tokens of(Map<String, TensorData> inputs) {
        TensorData decoderIds = inputs.get(ReferenceCases.DECODER_IDS);
        return new Tokens(
                inputs.get(ReferenceCases.MASK),
                inputs.getOrDefault(ReferenceCases.DECODER_MASK, decoderIds == null ? null : ones(decoderIds.shape())));
    }

    private static TensorData ones(Shape shape) {
        long[] ones = new long[Math.toIntExact(shape.size())];
        Arrays.fill(ones, 1);
        return TensorData.of(shape, ones);
    }

    /**
     * Compares an output at real tokens, where it has values for each place, else as it is.
     *
     * @param name what the report calls it
     * @param output its name
     */
    void compare(Findings findings, String name, String output, TensorData expected, TensorData actual) {
        findings.compare(
                name, kept(output, expected), kept(output, actual), padded(output, expected) ? "padding left out" : "");
    }

    private boolean padded(String output, TensorData values) {
        return byPlace(output, values) && Arrays.stream(maskOf(output).longs()).anyMatch(real -> real == 0);
    }

    /** An output with 0 at padding, where it has values for each place. */
    TensorData kept(String output, TensorData values) {
        return byPlace(output, values) ? kept(values, maskOf(output)) : values;
    }

    /** The places that an output's values stand at: those of the half of the model that gives it. */
    private TensorData maskOf(String output) {
        boolean decoder = output.startsWith(DECODER) || output.equals(LOGITS);
        return decoder && decoderMask != null ? decoderMask : mask;
    }

    /** Virtual tokens make an output longer than its text; they are no padding. */
    private boolean byPlace(String output, TensorData values) {
        Shape shape = values.shape();
        Shape places = maskOf(output).shape();
        boolean states = output.equals(LOGITS) || output.startsWith(STATE) || output.startsWith(DECODER + STATE);
        // a head for whole texts gives logits of [batch, classes]
        boolean named =
                states && shape.numDimensions() == 3 || SCORES_OF_PLACES.contains(output) && shape.numDimensions() == 2;
        return named && !values.integer() && shape.get(0) == places.get(0) && shape.get(1) >= places.get(1);
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
