package org.unipelt.verification.checks;

import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

/** The loss of a classification, as torch.nn.functional.cross_entropy computes it. */
final class CrossEntropy {
    /** The label of a row that does not count. */
    static final long IGNORED = -100;

    private CrossEntropy() {}

    /** Logits of sequences, [batch, sequence, classes], as rows; a matrix as it is. */
    static TensorData rows(TensorData logits) {
        Shape shape = logits.shape();
        return shape.numDimensions() == 3 && !logits.integer()
                ? TensorData.of(Shape.of(shape.get(0) * shape.get(1), shape.get(2)), logits.floats())
                : logits;
    }

    /** Labels of sequences, [batch, sequence], one behind the other; a column as it is. */
    static TensorData column(TensorData labels) {
        return labels.shape().numDimensions() == 2 && labels.integer()
                ? TensorData.of(Shape.of(labels.shape().size()), labels.longs())
                : labels;
    }

    /** Whether these fit: one label for each row of logits, a class or {@link #IGNORED}. */
    static boolean fits(TensorData logits, TensorData labels) {
        boolean matrix = logits.shape().numDimensions() == 2 && !logits.integer();
        boolean row = labels.shape().numDimensions() == 1 && labels.integer();
        if (!matrix || !row || logits.shape().get(0) != labels.shape().get(0)) {
            return false;
        }
        for (long label : labels.longs()) {
            if (label != IGNORED && (label < 0 || label >= logits.shape().get(1))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The mean over the rows that count; NaN if none does.
     *
     * @param logits [batch, classes]
     * @param labels [batch]
     */
    static double mean(TensorData logits, TensorData labels) {
        int classes = Math.toIntExact(logits.shape().get(1));
        double sum = 0;
        int counted = 0;
        for (int row = 0; row < labels.longs().length; row++) {
            long label = labels.longs()[row];
            if (label != IGNORED) {
                sum += logSum(logits.floats(), row * classes, classes) - logits.floats()[row * classes + (int) label];
                counted++;
            }
        }
        return sum / counted;
    }

    /** log sum exp, shifted by the largest so that nothing overflows. */
    private static double logSum(float[] values, int start, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = start; i < start + count; i++) {
            largest = Math.max(largest, values[i]);
        }
        double sum = 0;
        for (int i = start; i < start + count; i++) {
            sum += Math.exp(values[i] - largest);
        }
        return largest + Math.log(sum);
    }
}
