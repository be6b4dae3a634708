package org.unipelt.shell.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.training.Optimiser;
import org.unipelt.shell.services.Context;

/**
 * Makes compositions for two classes. Weights are the first ones and labels take turns: what they are does not matter to the
 * time.
 */
record Builder(Context context, List<TextInput> texts) {

    /** For training by AdamW, as the training bundle sets it up. */
    TrainableComposition trainable(Composition composition) {
        return trainable(composition, true);
    }

    /** @param frozenDropout whether the base model's dropout is drawn in frozen layers */
    TrainableComposition trainable(Composition composition, boolean frozenDropout) {
        Optimiser optimiser = context.services().optimiser("adamw");
        var instance = optimiser.instantiate(optimiser.options().parse(Map.of(), "bench"));
        var setup = new TrainableComposition.Setup(
                head(), instance, 1.0, TrainableComposition.Penalties.NONE, Map.of(), false, frozenDropout, 42);
        return context.services().sessions().trainable(composition, setup);
    }

    /** Opens a pack of the composition, which is written to this folder. */
    Predictor predictor(Composition composition, Path pack) {
        try (TrainableComposition training = trainable(composition)) {
            training.save(pack, training.weights(), Map.of());
        }
        return context.services().orchestrator().open(pack);
    }

    /** The targets of some rows, one behind the other. */
    float[] targets(int rows, TextTokenizer tokenizer) {
        TaskHead head = head();
        float[] even = target(head, example(0), tokenizer);
        float[] odd = target(head, example(1), tokenizer);
        float[] targets = new float[rows * even.length];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(row % 2 == 0 ? even : odd, 0, targets, row * even.length, even.length);
        }
        return targets;
    }

    private static float[] target(TaskHead head, Example example, TextTokenizer tokenizer) {
        return head.rows(example, tokenizer, Workload.LONGEST).get(0).target();
    }

    private TaskHead head() {
        Task task = context.services().task("classification");
        List<Example> examples = IntStream.range(0, 2).mapToObj(this::example).toList();
        return task.instantiate(task.options().parse(Map.of(), "bench")).fit(examples, examples);
    }

    private Example example(int number) {
        return new Example(texts.get(number % texts.size()), number % 2 == 0 ? "even" : "odd", number + 1);
    }
}
