package org.unipelt.task.classification;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.Prediction;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;

/**
 * A linear map from the sentence vector to one score for each class.
 *
 * @param labels the classes, in the order of the scores
 * @param metric what early stopping watches
 * @param pooling how the sentence vector is found
 */
record ClassificationHead(Labels labels, String metric, Pooling pooling) implements TaskHead {
    /** The deviation that BERT starts its own weights with. */
    private static final double DEVIATION = 0.02;

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("labels", labels.names());
        state.put("metric", metric);
        state.put("pooling", pooling.word());
        return state;
    }

    @Override
    public Drawing declare(ModelShape shape, Optional<String> hint, Weights weights) {
        return new ClassifierDrawing(
                weights.parameter(
                        "classifier.weight", Shape.of(shape.hidden(), labels.size()), Initializer.normal(DEVIATION)),
                weights.parameter("classifier.bias", Shape.of(labels.size()), Initializer.zeros()),
                pooling.resolve(hint),
                shape.hiddenDropout());
    }

    /** The label as a one-hot row with a number for each class: what the loss takes as the wanted probabilities. */
    @Override
    public float[] target(Example example) {
        float[] row = new float[labels.size()];
        row[index(example)] = 1;
        return row;
    }

    @Override
    public Prediction decode(float[] scores, List<String> composition) {
        double[] probabilities = softmax(scores);
        Map<String, Double> ranked = new LinkedHashMap<>();
        IntStream.range(0, labels.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .forEach(i -> ranked.put(labels.names().get(i), probabilities[i]));
        return new Prediction(ranked.keySet().iterator().next(), ranked, List.of(), composition);
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<float[]> scores) {
        int[] wanted = examples.stream().mapToInt(this::index).toArray();
        int[] predicted = scores.stream().mapToInt(this::best).toArray();
        return ClassificationMetrics.of(wanted, predicted, labels.size()).all();
    }

    private int index(Example example) {
        return labels.index("line " + example.line(), example.label());
    }

    /** The first of the highest scores, as {@link #decode} ranks it first too. */
    private int best(float[] scores) {
        int best = 0;
        for (int i = 1; i < labels.size(); i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    private double[] softmax(float[] scores) {
        if (scores.length != labels.size()) {
            throw new IllegalArgumentException(scores.length + " scores for " + labels.size() + " classes");
        }
        double highest = scores[best(scores)];
        double[] exponentials = IntStream.range(0, scores.length)
                .mapToDouble(i -> Math.exp(scores[i] - highest))
                .toArray();
        double sum = Arrays.stream(exponentials).sum();
        return Arrays.stream(exponentials).map(e -> e / sum).toArray();
    }
}
