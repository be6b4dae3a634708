package org.unipelt.api.comparison;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A composition, trained with one seed on one task, and judged on the task's test rows.
 *
 * @param id tells runs apart: all that its numbers follow from
 * @param task the task's name in the comparison
 * @param trainRows how many rows it was trained on; 0 for all
 * @param composition the composition's name in the comparison
 * @param seed of the data, the first weights and dropout
 * @param learningRate the highest rate that it was trained at
 * @param metric the metric that the task goes by
 * @param dev that metric on the dev rows; NaN where the training failed
 * @param test all metrics of the test rows; empty where the run only looked for a learning rate, or failed
 * @param perfect what the metric is where all answers are right: 1 or 100
 * @param parameters trained numbers by owner
 * @param baseParameters the base model's numbers
 * @param bestEpoch the epoch whose weights were judged
 * @param epochs how many were done
 * @param trainingSeconds how long it was trained, the dev rows judged in between
 * @param testSeconds how long the test rows took
 * @param testRows how many there were
 * @param course loss and dev metric after each epoch that was judged
 * @param gates the mean gates on the test rows; empty where nothing is gated
 * @param notices what the training said
 * @param failure why there is no result; null where there is one
 */
@ProviderType
public record Run(
        String id,
        String task,
        int trainRows,
        String composition,
        int seed,
        double learningRate,
        String metric,
        double dev,
        Map<String, Double> test,
        double perfect,
        Map<String, Long> parameters,
        long baseParameters,
        int bestEpoch,
        int epochs,
        double trainingSeconds,
        double testSeconds,
        int testRows,
        List<Point> course,
        List<Gate> gates,
        List<String> notices,
        String failure) {

    public Run {
        perfect = perfect == 0 ? 1 : perfect; // lines that were noted before there was another
        test = Collections.unmodifiableMap(new LinkedHashMap<>(test));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        course = List.copyOf(course);
        gates = List.copyOf(gates);
        notices = List.copyOf(notices);
    }

    /**
     * A judged epoch.
     *
     * @param epoch its number from 1
     * @param loss the mean training loss since the one before
     * @param dev the metric on the dev rows
     */
    @ProviderType
    public record Point(int epoch, double loss, double dev) {}

    /**
     * A gate over the test rows.
     *
     * @param method the method's name
     * @param layer the layer's name
     * @param slot the gate's name in its layer
     * @param mean its mean, 0 to 1
     * @param deviation its standard deviation over the rows
     */
    @ProviderType
    public record Gate(String method, String layer, String slot, double mean, double deviation) {}

    /** The same under another composition's name. */
    public Run withComposition(String name) {
        return new Run(
                id,
                task,
                trainRows,
                name,
                seed,
                learningRate,
                metric,
                dev,
                test,
                perfect,
                parameters,
                baseParameters,
                bestEpoch,
                epochs,
                trainingSeconds,
                testSeconds,
                testRows,
                course,
                gates,
                notices,
                failure);
    }

    /** Whether it was judged on the test rows. */
    public boolean judged() {
        return test.containsKey(metric);
    }

    /** The metric on the test rows; NaN where it was not judged. */
    public double result() {
        return test.getOrDefault(metric, Double.NaN);
    }

    /** {@link #result} by what is perfect, so that tasks can be set side by side: 1 where all answers are right. */
    public double score() {
        return result() / perfect;
    }

    /** Numbers that were trained. */
    public long trained() {
        return parameters.values().stream().mapToLong(Long::longValue).sum();
    }
}
