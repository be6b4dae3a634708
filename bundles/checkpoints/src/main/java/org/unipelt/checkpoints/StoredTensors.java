package org.unipelt.checkpoints;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unipelt.api.DataException;

/** Collects the weights of a checkpoint under the names that today's models use. */
final class StoredTensors {
    /** What old exports saved with the weights although it is computed: positions, types, causal masks. */
    private static final List<String> BUFFERS =
            List.of("position_ids", "token_type_ids", "attn.bias", "attn.masked_bias");

    private final String shown;
    private final SortedMap<String, StoredTensor> tensors = new TreeMap<>();

    StoredTensors(String shown) {
        this.shown = shown;
    }

    /**
     * Adds a tensor.
     *
     * @throws DataException if there is one of this name already
     */
    void add(String name, StoredTensor tensor) {
        String modern = modern(name);
        if (BUFFERS.stream().anyMatch(buffer -> modern.equals(buffer) || modern.endsWith("." + buffer))) {
            return;
        }
        if (tensors.putIfAbsent(modern, tensor) != null) {
            throw new DataException(
                    shown, "holds the tensor '" + modern + "' twice", "Convert the model again from its origin");
        }
    }

    SortedMap<String, StoredTensor> all() {
        return Collections.unmodifiableSortedMap(tensors);
    }

    /** Checkpoints that came from TensorFlow name a norm's scale and shift gamma and beta. */
    private static String modern(String name) {
        return name.replaceFirst("LayerNorm\\.gamma$", "LayerNorm.weight")
                .replaceFirst("LayerNorm\\.beta$", "LayerNorm.bias");
    }
}
