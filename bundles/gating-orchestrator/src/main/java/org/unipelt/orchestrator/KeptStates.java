package org.unipelt.orchestrator;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.text.TokenBatch;

/**
 * What frozen layers have given for texts, by the tokens: only for these, since nobody reads the places of padding. In memory of
 * Java, which a batch's tensor is filled from.
 */
final class KeptStates {
    private final int hidden;
    private final Map<IntBuffer, float[]> states = new HashMap<>();

    KeptStates(int hidden) {
        this.hidden = hidden;
    }

    /** Bytes of a token's states. */
    long bytesPerToken() {
        return (long) hidden * Float.BYTES;
    }

    /** @param given what the layers gave for the batch, [rows, length, hidden] */
    void keep(TokenBatch batch, float[] given) {
        for (int row = 0; row < batch.rows(); row++) {
            int start = row * batch.length() * hidden;
            text(batch, row)
                    .ifPresent(text -> states.computeIfAbsent(
                            text, t -> Arrays.copyOfRange(given, start, start + tokens(t) * hidden)));
        }
    }

    /** The states of a batch, [rows, length, hidden], 0 at padding; empty where one of its texts is not kept. */
    Optional<TFloat32> of(TokenBatch batch) {
        List<float[]> rows = new ArrayList<>(batch.rows());
        for (int row = 0; row < batch.rows() && !states.isEmpty(); row++) {
            text(batch, row).map(states::get).ifPresent(rows::add);
        }
        return rows.size() == batch.rows() ? Optional.of(tensor(rows, batch.length() * hidden)) : Optional.empty();
    }

    private TFloat32 tensor(List<float[]> rows, int width) {
        TFloat32 tensor = TFloat32.tensorOf(Shape.of(rows.size(), width / hidden, hidden));
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
