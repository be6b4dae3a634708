package org.unipelt.task.answering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;
import org.unipelt.api.task.Reading;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/** Two scores for each token: that the answer starts there, and that it ends there (Devlin et al. 2018, arXiv 1810.04805). */
record SpanHead(SpanOptions options) implements TaskHead {
    /** The deviation that BERT starts its own weights with. */
    private static final double DEVIATION = 0.02;

    @Override
    public Map<String, Object> state() {
        return options.toMap();
    }

    @Override
    public String metric() {
        return options.metric();
    }

    @Override
    public Drawing declare(ModelShape shape, Optional<String> pooling, Weights weights) {
        return new SpanScores(
                weights.parameter("qa_outputs.weight", Shape.of(shape.hidden(), 2), Initializer.normal(DEVIATION)),
                weights.parameter("qa_outputs.bias", Shape.of(2), Initializer.zeros()));
    }

    /** Question and context in windows. */
    @Override
    public List<Encoding> encode(TextInput input, TextTokenizer tokenizer, int maximumLength) {
        return windows(input, tokenizer, maximumLength).all(options.stride()).stream()
                .map(Window::row)
                .toList();
    }

    private static Windows windows(TextInput input, TextTokenizer tokenizer, int maximumLength) {
        if (input.pair() == null || input.pair().isBlank()) {
            throw new DataException(
                    "question '" + input.text() + "'",
                    "there is no text to look for the answer in",
                    "Give it beside the question, as the second text of a pair");
        }
        return Windows.of(input, tokenizer, maximumLength);
    }

    /** One row for each window; what a window does not hold it points to with its first token. */
    @Override
    public List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength) {
        if (example.labels().isEmpty()) {
            throw new DataException(
                    "line " + example.line(), "the question has no answer", "Add \"answers\", or leave it out");
        }
        Label label = example.labels().get(0);
        int end = label.start() + label.text().codePointCount(0, label.text().length());
        Windows windows = windows(example.input(), tokenizer, maximumLength);
        int[] tokens = windows.tokens(label.start(), end);
        return windows.all(options.stride()).stream()
                .map(window -> Row.of(window.row(), window.target(tokens[0], tokens[1])))
                .toList();
    }

    @Override
    public List<Answer> answer(List<TextInput> inputs, TaskModel model) {
        List<List<Reading>> readings = model.read(inputs);
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> new Spans(inputs.get(i).pair(), options).best(readings.get(i)))
                .toList();
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<Answer> answers) {
        List<SquadMetrics> each = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            each.add(SquadMetrics.of(
                    answers.get(i).label(),
                    examples.get(i).labels().stream().map(Label::text).toList()));
        }
        return SquadMetrics.mean(each);
    }

    @Override
    public double perfect() {
        return SquadMetrics.PERCENT;
    }
}
