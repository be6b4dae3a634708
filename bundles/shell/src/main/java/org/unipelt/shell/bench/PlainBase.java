package org.unipelt.shell.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.FrozenModel;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.training.TokenBatch;

/** The base model without methods or head, from text to its last hidden states. */
record PlainBase(FrozenModel model, TextTokenizer tokenizer) implements AutoCloseable {

    /** Tokens of texts, padded to the longest of them. */
    TokenBatch encode(List<String> texts) {
        return encode(texts, model.shape().maximumLength());
    }

    TokenBatch encode(List<String> texts, int longest) {
        List<Encoding> encodings = texts.stream()
                .map(t -> tokenizer.encode(t, null, longest, TextTokenizer.Truncation.LONGEST_FIRST))
                .toList();
        return TokenBatch.of(encodings, tokenizer.paddingId());
    }

    /** Tokenises and runs. */
    void run(List<String> texts) {
        run(encode(texts));
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

    @Override
    public void close() {
        model.close();
    }
}
