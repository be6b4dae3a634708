package org.unipelt.task.regression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.unipelt.api.DataException;
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
 * One number, trained with the mean squared error, in the labels' own unit or one of the head's.
 *
 * @param metric what early stopping watches
 * @param sentence how the score is computed
 * @param unit what a score of 0 and a difference of 1 between scores stand for
 */
record RegressionHead(String metric, SentenceHead sentence, Unit unit) implements TaskHead {
    static final String METRIC = "metric";
    private static final String VALUE = "value";
    /** Up to here a float holds every whole number. */
    private static final double WHOLE_AS_FLOAT = 1 << 24;
    /** Java reads 4f and 0x1p3 as numbers too: in a table they are slips. */
    private static final Pattern NOT_DECIMAL = Pattern.compile("[^0-9eE.+\\-\\s]");

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put(METRIC, metric);
        sentence.describe(state);
        unit.describe(state);
        return state;
    }

    @Override
    public Drawing declare(ModelShape shape, Optional<String> hint, Weights weights) {
        return sentence.declare(shape, hint, weights, 1)
                .trainedBy((tf, drawn, targets) ->
                        tf.math.mean(tf.math.squaredDifference(drawn, targets), tf.constant(new int[] {0, 1})));
    }

    @Override
    public List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength) {
        return SentenceRows.of(this, example, tokenizer, maximumLength, new float[] {unit.score(number(example))});
    }

    @Override
    public Optional<String> indifference(List<Example> dev) {
        return dev.stream().mapToDouble(RegressionHead::number).distinct().count() == 1
                ? Optional.of("all labels are " + dev.get(0).label() + ", with which nothing correlates")
                : Optional.empty();
    }

    @Override
    public List<Answer> answer(List<TextInput> inputs, TaskModel model) {
        return SentenceRows.scores(inputs, model).stream()
                .map(scores -> answer(unit.number(scores[0])))
                .toList();
    }

    /** The number as text, and in full under {@code value}. */
    static Answer answer(double number) {
        return new Answer(text(number), Map.of(VALUE, number));
    }

    /** As short as a float is; of larger numbers all digits in front of the point. */
    private static String text(double number) {
        return Double.isFinite(number) && Math.abs(number) >= WHOLE_AS_FLOAT
                ? BigDecimal.valueOf(number).setScale(0, RoundingMode.HALF_EVEN).toPlainString()
                : Float.toString((float) number);
    }

    @Override
    public void check(String file, List<Example> examples) {
        examples.forEach(example -> number(file + ", line " + example.line(), example));
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<Answer> answers) {
        double[] labels = examples.stream().mapToDouble(RegressionHead::number).toArray();
        double[] predictions = answers.stream()
                .mapToDouble(answer -> answer.scores().get(VALUE))
                .toArray();
        return RegressionMetrics.of(labels, predictions);
    }

    private static double number(Example example) {
        return number("line " + example.line(), example);
    }

    /**
     * An example's label as a number.
     *
     * @param where what to name if it is none: file and line
     * @throws DataException if it is none, or none that a model can hold
     */
    static double number(String where, Example example) {
        try {
            boolean given = example.label() != null
                    && !NOT_DECIMAL.matcher(example.label()).find();
            double number = given ? Double.parseDouble(example.label()) : Double.NaN;
            if (Math.abs(number) <= Float.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw noNumber(where, example, e);
        }
        throw noNumber(where, example, null);
    }

    private static DataException noNumber(String where, Example example, Exception cause) {
        return new DataException(
                where,
                example.label() == null ? "there is no label" : "the label '" + example.label() + "' is not a number",
                "Write one, as 3.5",
                cause);
    }
}
