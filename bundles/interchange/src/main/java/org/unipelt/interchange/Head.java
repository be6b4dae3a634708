package org.unipelt.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.unipelt.api.model.TensorData;

/**
 * A classifier.
 *
 * @param pooling how a sentence vector is read, in the words of the task
 * @param labels the classes, in the order of the scores
 * @param dense the map in front of the classifier with a tanh behind it; null for none
 * @param classifier from the sentence vector to the scores
 */
record Head(String pooling, List<String> labels, Linear dense, Linear classifier) {
    static final String TASK = "classification";
    static final String POOLING = "pooling";
    static final String POOLER = "pooler";
    static final String FIRST = "first";
    static final String LAST = "last";
    static final String AUTO = "auto";
    static final String HIDDEN_LAYER = "hidden_layer";
    static final String LABELS = "labels";
    static final String CLASSIFIER = "head.classifier";
    static final String DENSE = "head.dense";

    Head {
        labels = List.copyOf(labels);
    }

    /**
     * A linear map as torch keeps it.
     *
     * @param weight [out, in]
     * @param bias [out]
     */
    record Linear(TensorData weight, TensorData bias) {
        static Linear take(SavedTensors tensors, String module, int out, int in) {
            return new Linear(tensors.take(module + ".weight", out, in), tensors.take(module + ".bias", out));
        }

        private void into(Map<String, TensorData> weights, String name) {
            weights.put(name + ".weight", Tensors.transposed(weight));
            weights.put(name + ".bias", bias);
        }
    }

    /** Names for classes of which only the number is known. */
    static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
    }

    /** The composition's task. */
    Map<String, Object> task() {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", TASK);
        task.putAll(options());
        return task;
    }

    /** The task's own keys. */
    Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(POOLING, pooling);
        if (dense != null) {
            options.put(HIDDEN_LAYER, true);
        }
        return options;
    }

    /** What the task's head is restored from. */
    Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put(LABELS, labels);
        state.put("metric", "accuracy");
        state.put(POOLING, pooling);
        state.put(HIDDEN_LAYER, dense != null);
        return state;
    }

    Map<String, TensorData> weights() {
        Map<String, TensorData> weights = new LinkedHashMap<>();
        classifier.into(weights, CLASSIFIER);
        if (dense != null) {
            dense.into(weights, DENSE);
        }
        return weights;
    }
}
