package org.unipelt.interchange;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;

/**
 * The LoRA of a module. Where the module is several maps side by side, those that share A are one of their rank; others stand
 * block by block, at the rank of all together.
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param bias [out], or null for none
 * @param blocks how many times the rank of a single map it has
 */
record FusedLora(TensorData a, TensorData b, TensorData bias, int blocks) {

    /** Takes it; empty where no map of the module has any. */
    static Optional<FusedLora> of(PackWeights weights, String method, List<Site> module, int rank) {
        List<TensorData> as = part(weights, method, module, "a");
        List<TensorData> bs = part(weights, method, module, "b");
        List<TensorData> biases = part(weights, method, module, "bias");
        List<TensorData> present = as.stream().filter(Objects::nonNull).toList();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        boolean shared = present.size() == module.size() && present.stream().allMatch(present.get(0)::equals);
        List<TensorData> blocks = shared ? List.of(present.get(0)) : present;
        TensorData a = Tensors.stacked(blocks.stream().map(Tensors::transposed).toList());
        int width = rank * blocks.size();
        int out = module.stream().mapToInt(Site::outputSize).sum();
        float[] b = new float[out * width];
        int row = 0;
        int column = 0;
        for (int i = 0; i < module.size(); i++) {
            if (bs.get(i) != null) {
                place(Tensors.transposed(bs.get(i)), b, width, row, column);
                column += shared ? 0 : rank;
            }
            row += module.get(i).outputSize();
        }
        TensorData bias = biases.stream().anyMatch(Objects::nonNull) ? bias(biases, module) : null;
        return Optional.of(new FusedLora(a, TensorData.of(Shape.of(out, width), b), bias, blocks.size()));
    }

    private static List<TensorData> part(PackWeights weights, String method, List<Site> module, String part) {
        return Arrays.asList(module.stream()
                .map(site ->
                        weights.find(method + "." + site.name() + "." + part).orElse(null))
                .toArray(TensorData[]::new));
    }

    private static void place(TensorData block, float[] all, int width, int row, int column) {
        int columns = Tensors.size(block, 1);
        IntStream.range(0, Tensors.size(block, 0))
                .forEach(i -> System.arraycopy(block.floats(), i * columns, all, (row + i) * width + column, columns));
    }

    private static TensorData bias(List<TensorData> biases, List<Site> module) {
        int out = module.stream().mapToInt(Site::outputSize).sum();
        float[] all = new float[out];
        int at = 0;
        for (int i = 0; i < module.size(); i++) {
            if (biases.get(i) != null) {
                System.arraycopy(
                        biases.get(i).floats(), 0, all, at, biases.get(i).floats().length);
            }
            at += module.get(i).outputSize();
        }
        return TensorData.of(Shape.of(out), all);
    }

    int rank() {
        return Tensors.size(a, 0);
    }

    /** What alpha is multiplied by, so that the shift's scale stays what it was at the lower rank. */
    double scale(boolean rankStabilised) {
        return rankStabilised ? Math.sqrt(blocks) : blocks;
    }

    void into(Map<String, TensorData> tensors, String module) {
        tensors.put(module + PeftLora.A, a);
        tensors.put(module + PeftLora.B, b);
        if (bias != null) {
            tensors.put(module + PeftLora.C, bias);
        }
    }
}
