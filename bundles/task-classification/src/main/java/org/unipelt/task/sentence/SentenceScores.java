package org.unipelt.task.sentence;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.task.TaskHead;

/**
 * Draws dropout(v) W + b over the sentence vector v, or with a hidden layer dropout(tanh(dropout(v) D + d)) W + b, as RoBERTa's
 * classification head.
 *
 * @param pooling how v is found
 * @param dense D, [hidden, hidden], and d, where there is a hidden layer
 * @param classifier W, [hidden, scores], and b
 * @param dropout the rate at which training drops elements
 */
public record SentenceScores(Pooling pooling, Optional<Linear> dense, Linear classifier, double dropout) {

    /**
     * A linear map.
     *
     * @param weight [in, out]
     * @param bias [out]
     */
    public record Linear(Parameter weight, Parameter bias) {
        Operand<TFloat32> draw(GraphScope scope, Operand<TFloat32> x) {
            Ops tf = scope.ops();
            return tf.nn.biasAdd(tf.linalg.matMul(x, scope.value(weight)), scope.value(bias));
        }
    }

    /** What scores are trained with: the mean of a batch, a scalar, of scores and targets, both [batch, scores]. */
    @FunctionalInterface
    public interface Loss {
        Operand<TFloat32> draw(Ops tf, Operand<TFloat32> scores, Operand<TFloat32> targets);
    }

    /** The scores, and their loss. */
    public TaskHead.Drawing trainedBy(Loss loss) {
        SentenceScores scores = this;
        return new TaskHead.Drawing() {
            @Override
            public Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs) {
                return scores.draw(scope, outputs);
            }

            @Override
            public Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> drawn, Operand<TFloat32> targets) {
                return loss.draw(scope.ops(), drawn, targets);
            }
        };
    }

    /** The scores of each row, [batch, scores]. */
    private Operand<TFloat32> draw(GraphScope scope, ModelOutputs outputs) {
        Operand<TFloat32> sentence = scope.dropout(scope.sentence(pooling.draw(scope, outputs)), dropout);
        if (dense.isEmpty()) {
            return classifier.draw(scope, sentence);
        }
        Operand<TFloat32> hidden = scope.ops().math.tanh(dense.get().draw(scope, sentence));
        return classifier.draw(scope, scope.dropout(hidden, dropout));
    }
}
