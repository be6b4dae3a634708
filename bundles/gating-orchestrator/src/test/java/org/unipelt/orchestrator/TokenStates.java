package org.unipelt.orchestrator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.TextInput;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.TextTokenizer;

/** A head without weights: the scores of a row are the hidden states from the text's first token on, 0 at padding. */
class TokenStates implements TaskHead {
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
    public List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength) {
        return List.of(Row.of(encode(example.input(), tokenizer, maximumLength).get(0), 0));
    }

    @Override
    public List<Answer> answer(List<TextInput> inputs, TaskModel model) {
        return model.read(inputs).stream()
                .map(rows -> new Answer(String.valueOf(rows.get(0).scores().length), Map.of()))
                .toList();
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<Answer> answers) {
        return Map.of();
    }
}
