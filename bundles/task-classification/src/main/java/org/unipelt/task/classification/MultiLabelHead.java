package org.unipelt.task.classification;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unipelt.api.TextInput;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.task.sentence.SentenceHead;
import org.unipelt.task.sentence.SentenceRows;

/**
 * One score for each label, each decided by itself: a text may have several labels, or none.
 *
 * @param labels all labels, in the order of the scores
 * @param metric what early stopping watches
 * @param threshold the least probability of a label that is given
 * @param separator what stands between labels in an answer
 * @param sentence how scores are computed
 * @param loss what they are trained with
 */
record MultiLabelHead(
        Labels labels,
        String metric,
        double threshold,
        String separator,
        SentenceHead sentence,
        BinaryCrossEntropy loss)
        implements TaskHead {
    static final String METRIC = "metric";
    static final String THRESHOLD = "threshold";
    static final String SEPARATOR = "label_separator";

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        labels.describe(state);
        state.put(METRIC, metric);
        state.put(THRESHOLD, threshold);
        state.put(SEPARATOR, separator);
        sentence.describe(state);
        loss.options().describe(state);
        return state;
    }

    @Override
    public Drawing declare(ModelShape shape, Optional<String> hint, Weights weights) {
        return sentence.declare(shape, hint, weights, labels.size())
                .trainedBy((tf, drawn, targets) -> loss.draw(tf, labels, drawn, targets));
    }

    /** A row with 1 for each label that the example has. */
    @Override
    public List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength) {
        boolean[] wanted = wanted(example);
        float[] target = new float[labels.size()];
        for (int i = 0; i < target.length; i++) {
            target[i] = wanted[i] ? 1 : 0;
        }
        return SentenceRows.of(this, example, tokenizer, maximumLength, target);
    }

    @Override
    public List<Answer> answer(List<TextInput> inputs, TaskModel model) {
        return SentenceRows.scores(inputs, model).stream().map(this::answer).toList();
    }

    /** All labels by their probabilities, and those of them that are given: empty text where none is. */
    private Answer answer(float[] scores) {
        if (scores.length != labels.size()) {
            throw new IllegalArgumentException(scores.length + " scores for " + labels.size() + " labels");
        }
        Map<String, Double> ranked = new LinkedHashMap<>();
        IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .forEach(i -> ranked.put(labels.names().get(i), 1 / (1 + Math.exp(-scores[i]))));
        String given = ranked.entrySet().stream()
                .filter(each -> given(each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(separator));
        return new Answer(given, ranked);
    }

    private boolean given(double probability) {
        return probability >= threshold;
    }

    @Override
    public void check(String file, List<Example> examples) {
        examples.forEach(example -> wanted(file + ", line " + example.line(), example));
    }

    @Override
    public Optional<String> indifference(List<Example> dev) {
        boolean empty = dev.stream().allMatch(example -> example.labels().isEmpty());
        return empty && !metric.equals(MultiLabelMetrics.EXACT_MATCH)
                ? Optional.of("no row has a label, and " + metric + " is 0 whatever is predicted")
                : Optional.empty();
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<Answer> answers) {
        boolean[][] wanted = examples.stream().map(this::wanted).toArray(boolean[][]::new);
        boolean[][] predicted = answers.stream().map(this::predicted).toArray(boolean[][]::new);
        return MultiLabelMetrics.of(wanted, predicted).all();
    }

    private boolean[] wanted(Example example) {
        return wanted("line " + example.line(), example);
    }

    private boolean[] wanted(String where, Example example) {
        boolean[] wanted = new boolean[labels.size()];
        for (Label label : example.labels()) {
            wanted[labels.index(where, label.text())] = true;
        }
        return wanted;
    }

    private boolean[] predicted(Answer answer) {
        boolean[] predicted = new boolean[labels.size()];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = given(answer.scores().get(labels.names().get(i)));
        }
        return predicted;
    }
}
