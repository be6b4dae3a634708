package org.unipelt.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;

/** Judges a composition on the dev set. */
final class Judge {
    private final TrainableComposition trainable;
    private final TaskHead head;
    private final EncodedSet dev;
    private final List<int[]> batches;

    Judge(TrainableComposition trainable, TaskHead head, EncodedSet dev, int batchSize) {
        this.trainable = trainable;
        this.head = head;
        this.dev = dev;
        this.batches = new BatchPlan(dev.lengths(), batchSize, 0).byLength();
    }

    /** The metric that is watched. */
    String metric() {
        return head.metric();
    }

    /**
     * All metrics with the composition's current weights.
     *
     * @throws UniPeltException if the one that is watched is not among them
     */
    Map<String, Double> metrics() {
        float[][] scores = new float[dev.size()][];
        for (int[] rows : batches) {
            List<float[]> batch = trainable.scores(dev.batch(rows));
            for (int i = 0; i < rows.length; i++) {
                scores[rows[i]] = batch.get(i);
            }
        }
        Map<String, Double> metrics = head.metrics(dev.examples(), Arrays.asList(scores));
        if (!metrics.containsKey(metric())) {
            throw new UniPeltException(
                    "metric '" + metric() + "'",
                    "the task watches it but computes only " + metrics.keySet(),
                    "Tell the author of the task's bundle");
        }
        return metrics;
    }
}
