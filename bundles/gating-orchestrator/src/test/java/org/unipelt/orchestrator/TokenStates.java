package org.unipelt.orchestrator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.Prediction;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;

/** A head without weights: the scores of a row are the hidden states from the text's first token on, 0 at padding. */
final class TokenStates implements TaskHead {
    @Override
    public Map<String, Object> state() {
        return Map.of();
    }

    @Override
    public String metric() {
        return "none";
    }

    @Override
    public Drawing declare(ModelShape shape, Optional<String> pooling, Weights weights) {
        return new Drawing() {
            @Override
            public Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs) {
                Ops tf = scope.ops();
                Operand<TFloat32> all = tf.math.mul(outputs.last(), tf.expandDims(outputs.mask(), tf.constant(2)));
                Operand<TFloat32> real = tf.slice(all, tf.array(0, outputs.first(), 0), tf.array(-1, -1, -1));
                Operand<org.tensorflow.types.TInt32> rows = tf.slice(tf.shape(real), tf.array(0), tf.array(1));
                return tf.reshape(real, tf.concat(List.of(rows, tf.array(-1)), tf.constant(0)));
            }

            @Override
            public Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets) {
                Ops tf = scope.ops();
                return tf.math.mean(tf.math.squaredDifference(scores, targets), tf.array(0, 1));
            }
        };
    }

    @Override
    public float[] target(Example example) {
        return new float[] {Float.parseFloat(example.label())};
    }

    @Override
    public Prediction decode(float[] scores, List<String> composition) {
        return new Prediction(String.valueOf(scores.length), Map.of(), List.of(), composition);
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<float[]> scores) {
        return Map.of();
    }
}
