package org.unipelt.training;

import java.util.List;
import java.util.Map;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;

/**
 * Judges a composition on the dev set.
 *
 * @param model what is judged
 */
record Judge(TaskHead head, List<Example> dev, TaskModel model) {

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
        Map<String, Double> metrics =
                head.metrics(dev, head.answer(dev.stream().map(Example::input).toList(), model));
        if (!metrics.containsKey(metric())) {
            throw new UniPeltException(
                    "metric '" + metric() + "'",
                    "the task watches it but computes only " + metrics.keySet(),
                    "Tell the author of the task's bundle");
        }
        return metrics;
    }
}
