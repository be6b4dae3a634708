package org.unipelt.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.TextTokenizer;

/** A task of two labels, + and -, one in front of each line of its files. */
final class OpinionTask implements Task, TaskInstance, TaskHead {
    private static final List<String> LABELS = List.of("-", "+");

    @Override
    public OptionSchema options() {
        return OptionSchema.of(Option.path("train", "rows to learn from"), Option.path("dev", "rows to judge on"));
    }

    @Override
    public TaskInstance instantiate(Options options) {
        return this;
    }

    @Override
    public List<Example> read(Path file) {
        List<Example> examples = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(line -> examples.add(
                    new Example(TextInput.of(line.substring(2)), line.substring(0, 1), examples.size() + 1)));
        } catch (IOException e) {
            throw new DataException(file.toString(), "it cannot be read", "Name a file that exists", e);
        }
        return examples;
    }

    @Override
    public TaskHead fit(List<Example> training, List<Example> dev) {
        return this;
    }

    @Override
    public TaskHead restore(Map<String, Object> state) {
        return this;
    }

    @Override
    public Map<String, Object> state() {
        return Map.of("labels", LABELS);
    }

    @Override
    public String metric() {
        return "accuracy";
    }

    @Override
    public Drawing declare(ModelShape shape, Optional<String> pooling, Weights weights) {
        Parameter weight = weights.parameter("weight", Shape.of(shape.hidden(), 2), Initializer.normal(0.1));
        Parameter bias = weights.parameter("bias", Shape.of(2), Initializer.zeros());
        return new Drawing() {
            @Override
            public Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs) {
                Ops ops = scope.ops();
                Operand<TFloat32> pooled = ops.reduceSum(outputs.last(), ops.constant(1));
                return ops.math.add(ops.linalg.matMul(pooled, scope.value(weight)), scope.value(bias));
            }

            @Override
            public Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets) {
                Ops ops = scope.ops();
                var crossEntropy = ops.nn.softmaxCrossEntropyWithLogits(scores, targets);
                return ops.math.mean(crossEntropy.loss(), ops.constant(0));
            }
        };
    }

    @Override
    public List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength) {
        float[] target = "+".equals(example.label()) ? new float[] {0, 1} : new float[] {1, 0};
        return List.of(Row.of(encode(example.input(), tokenizer, maximumLength).get(0), target));
    }

    @Override
    public List<Answer> answer(List<TextInput> inputs, TaskModel model) {
        return model.read(inputs).stream()
                .map(rows -> rows.get(0).scores())
                .map(scores -> new Answer(LABELS.get(scores[1] > scores[0] ? 1 : 0), Map.of()))
                .toList();
    }

    @Override
    public Optional<String> indifference(List<Example> dev) {
        return dev.stream().map(Example::label).distinct().count() == 1
                ? Optional.of("all opinions are alike")
                : Optional.empty();
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<Answer> answers) {
        int right = 0;
        for (int i = 0; i < examples.size(); i++) {
            right += answers.get(i).label().equals(examples.get(i).label()) ? 1 : 0;
        }
        return Map.of("accuracy", (double) right / examples.size());
    }
}
