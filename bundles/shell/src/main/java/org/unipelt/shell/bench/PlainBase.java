package org.unipelt.shell.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.TextInput;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** The base model without methods or head, from text to its last hidden states. */
record PlainBase(FrozenModel model, TextTokenizer tokenizer) {

    /** Tokens of texts, each cut to a length, padded to the longest of them. */
    static TokenBatch encode(TextTokenizer tokenizer, List<TextInput> texts, int longest) {
        List<Encoding> encodings = texts.stream()
                .map(text -> Workload.encoded(text, tokenizer, longest))
                .toList();
        return TokenBatch.of(encodings, tokenizer.paddingId());
    }

    /** Tokenises, cut as a pack cuts, and runs. */
    void run(List<TextInput> texts) {
        run(encode(tokenizer, texts, Math.min(Workload.LONGEST, model.shape().maximumLength())));
    }

    /** Runs on tokens. */
    void run(TokenBatch batch) {
        model.run(inputs(batch), Set.of("hidden_state." + model.shape().layers()));
    }

    /** Tokens by the names of a model's inputs. */
    static Map<String, TensorData> inputs(TokenBatch batch) {
        Shape shape = Shape.of(batch.rows(), batch.length());
        return Map.of(
                "input_ids", TensorData.of(shape, longs(batch.ids())),
                "attention_mask", TensorData.of(shape, longs(batch.mask())),
                "token_type_ids", TensorData.of(shape, longs(batch.typeIds())));
    }

    private static long[] longs(int[] values) {
        return java.util.Arrays.stream(values).asLongStream().toArray();
    }

    private static long[] longs(float[] values) {
        long[] result = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (long) values[i];
        }
        return result;
    }
}
