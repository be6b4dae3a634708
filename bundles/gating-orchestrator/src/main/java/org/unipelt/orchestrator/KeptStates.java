package org.unipelt.orchestrator;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.text.TokenBatch;

/**
 * What was given at the frontier for texts, by their tokens: a state for each token, since nobody reads the places of padding, or a
 * vector for each text. In memory of Java, which a batch's tensor is filled from.
 */
final class KeptStates {
    private final int size;
    private final boolean vectors;
    private final Map<IntBuffer, float[]> states = new HashMap<>();

    /**
     * Nothing so far.
     *
     * @param size of a state or vector
     * @param vectors whether there is one for each text
     */
    KeptStates(int size, boolean vectors) {
        this.size = size;
        this.vectors = vectors;
    }

    /** @param given [batch, sequence, size] or [batch, size] */
    static KeptStates of(Operand<TFloat32> given) {
        int dimensions = given.shape().numDimensions();
        return new KeptStates(Math.toIntExact(given.shape().get(dimensions - 1)), dimensions == 2);
    }

    /** Bytes of each token. */
    long bytesPerToken() {
        return vectors ? 0 : (long) size * Float.BYTES;
    }

    /** Bytes of each text beside. */
    long bytesPerText() {
        return vectors ? (long) size * Float.BYTES : 0;
    }

    /** @param given what was given for the batch, [rows, length, size] or [rows, size] */
    void keep(TokenBatch batch, float[] given) {
        int width = width(batch.length());
        for (int row = 0; row < batch.rows(); row++) {
            int start = row * width;
            text(batch, row)
                    .ifPresent(text -> states.computeIfAbsent(
                            text, t -> Arrays.copyOfRange(given, start, start + width(tokens(t)))));
        }
    }

    private int width(int tokens) {
        return vectors ? size : tokens * size;
    }

    /** What was given for a batch, in the same shape, 0 at padding; empty where one of its texts is not kept. */
    Optional<TFloat32> of(TokenBatch batch) {
        List<float[]> rows = new ArrayList<>(batch.rows());
        for (int row = 0; row < batch.rows() && !states.isEmpty(); row++) {
            text(batch, row).map(states::get).ifPresent(rows::add);
        }
        if (rows.size() < batch.rows()) {
            return Optional.empty();
        }
        Shape shape = vectors ? Shape.of(batch.rows(), size) : Shape.of(batch.rows(), batch.length(), size);
        return Optional.of(tensor(shape, rows, width(batch.length())));
    }

    private static TFloat32 tensor(Shape shape, List<float[]> rows, int width) {
        TFloat32 tensor = TFloat32.tensorOf(shape);
        FloatDataBuffer memory = Tensors.memory(tensor);
        float[] padding = new float[width];
        for (int row = 0; row < rows.size(); row++) {
            float[] text = rows.get(row);
            long start = (long) row * width;
            memory.offset(start).write(text);
            memory.offset(start + text.length).write(padding, 0, width - text.length);
        }
        return tensor;
    }

    /** A text's ids and types; empty where padding stands elsewhere than behind its end. */
    private static Optional<IntBuffer> text(TokenBatch batch, int row) {
        int start = row * batch.length();
        int tokens = 0;
        while (tokens < batch.length() && batch.mask()[start + tokens] == 1) {
            tokens++;
        }
        for (int place = tokens; place < batch.length(); place++) {
            if (batch.mask()[start + place] != 0) {
                return Optional.empty();
            }
        }
        int[] text = new int[2 * tokens];
        System.arraycopy(batch.ids(), start, text, 0, tokens);
        System.arraycopy(batch.typeIds(), start, text, tokens, tokens);
        return Optional.of(IntBuffer.wrap(text));
    }

    private static int tokens(IntBuffer text) {
        return text.capacity() / 2;
    }
}
