package org.unipelt.verification.checks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;

/** The head of a pack by itself. */
record Heads(NamedServices<Task> tasks) {

    /** @param type the task's type */
    TaskHead restored(String type, PackContents contents) {
        Map<String, Object> raw = new LinkedHashMap<>(contents.composition().task());
        raw.remove("type");
        Task task = tasks.require(type);
        return task.instantiate(task.options().parse(raw, "task (" + type + ")"))
                .restore(contents.taskState());
    }

    /** A composition of the base model and the head alone. */
    Composition alone(PackContents contents, String base) {
        return new Composition(
                base,
                contents.composition().task(),
                List.of(),
                Map.of("network", "none"),
                contents.composition().aggregation(),
                Composition.BaseWeights.FROZEN,
                Map.of(),
                contents.composition().live(),
                DirectoryVerifier.DEVICE);
    }

    /** The head's weights. */
    static Map<String, TensorData> weights(PackContents contents) {
        Map<String, TensorData> weights = new LinkedHashMap<>(contents.weights());
        weights.keySet().removeIf(name -> !name.startsWith("head."));
        return weights;
    }
}
