package org.unipelt.task.classification;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.unipelt.api.TextInput;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.task.sentence.SentenceHead;
import org.unipelt.task.sentence.SentenceRows;

/**
 * One score for each class.
 *
 * @param labels the classes, in the order of the scores
 * @param metric what early stopping watches
 * @param sentence how scores are computed
 * @param loss what they are trained with
 */
record ClassificationHead(Labels labels, String metric, SentenceHead sentence, CrossEntropy loss) implements TaskHead {
    static final String METRIC = "metric";

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        labels.describe(state);
        state.put(METRIC, metric);
        sentence.describe(state);
        loss.options().describe(state);
        return state;
    }

    @Override
    public Drawing declare(ModelShape shape, Optional<String> hint, Weights weights) {
        return sentence.declare(shape, hint, weights, labels.size())
                .trainedBy((tf, drawn, targets) -> loss.draw(tf, labels, drawn, targets));
    }

    /** The label as a one-hot row with a number for each class. */
    @Override
    public List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength) {
        float[] oneHot = new float[labels.size()];
        oneHot[index(example)] = 1;
        return SentenceRows.of(this, example, tokenizer, maximumLength, oneHot);
    }

    @Override
    public Optional<String> indifference(List<Example> dev) {
        List<String> there = dev.stream().map(Example::label).distinct().toList();
        String positive = labels.names().get(1);
        if (metric.equals(ClassificationMetrics.MATTHEWS) && there.size() == 1) {
            return Optional.of("all labels are '" + there.get(0) + "', with which nothing correlates");
        }
        if (metric.equals(ClassificationMetrics.F1) && !there.contains(positive)) {
            return Optional.of("no row has the label '" + positive + "', of which f1 is");
        }
        return Optional.empty();
    }

    @Override
    public List<Answer> answer(List<TextInput> inputs, TaskModel model) {
        return SentenceRows.scores(inputs, model).stream().map(this::answer).toList();
    }

    /** The classes by their probabilities. */
    Answer answer(float[] scores) {
        double[] probabilities = softmax(scores);
        Map<String, Double> ranked = new LinkedHashMap<>();
        IntStream.range(0, labels.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .forEach(i -> ranked.put(labels.names().get(i), probabilities[i]));
        return new Answer(ranked.keySet().iterator().next(), ranked);
    }

    @Override
    public void check(String file, List<Example> examples) {
        examples.forEach(example -> labels.index(file + ", line " + example.line(), example.label()));
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<Answer> answers) {
        int[] wanted = examples.stream().mapToInt(this::index).toArray();
        int[] predicted = answers.stream()
                .mapToInt(answer -> labels.index("an answer", answer.label()))
                .toArray();
        return ClassificationMetrics.of(wanted, predicted, labels.size()).all();
    }

    private int index(Example example) {
        return labels.index("line " + example.line(), example.label());
    }

    private double[] softmax(float[] scores) {
        if (scores.length != labels.size()) {
            throw new IllegalArgumentException(scores.length + " scores for " + labels.size() + " classes");
        }
        double highest = IntStream.range(0, scores.length)
                .mapToDouble(i -> scores[i])
                .max()
                .orElseThrow();
        double[] exponentials = IntStream.range(0, scores.length)
                .mapToDouble(i -> Math.exp(scores[i] - highest))
                .toArray();
        double sum = Arrays.stream(exponentials).sum();
        return Arrays.stream(exponentials).map(e -> e / sum).toArray();
    }
}
