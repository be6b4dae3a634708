package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;

/** The parts of a composition that are the task's and the training's, as the orchestrator needs them. */
final class Tasks {
    private static final int USUAL_LENGTH = 128;

    private Tasks() {}

    /** The task's type; classification where none is said. */
    static String type(Composition composition) {
        return String.valueOf(composition.task().getOrDefault("type", "classification"));
    }

    /** The task with its options; relative files stand in the current folder. */
    static TaskInstance instance(ServiceTable.Entry<Task> entry, Composition composition) {
        return entry.service().instantiate(options(entry, composition));
    }

    private static Options options(ServiceTable.Entry<Task> entry, Composition composition) {
        Map<String, Object> raw = new LinkedHashMap<>(composition.task());
        raw.remove("type");
        return entry.schema().parse(raw, "task (" + entry.name() + ")");
    }

    /** The head of a pack, with what its task learned of the data; null where the pack has no task. */
    static TaskHead head(Services services, Pack pack) {
        String type = type(pack.composition());
        return Composition.NO_TASK.equals(type)
                ? null
                : instance(services.tasks.require(type), pack.composition()).restore(pack.taskState());
    }

    /** The longest text that was trained on, which is the longest that is predicted on. */
    static int maximumLength(Composition composition, ModelShape shape) {
        Object length = composition.training().getOrDefault("maximum_length", USUAL_LENGTH);
        if (!(length instanceof Number number)) {
            throw new ConfigurationException(
                    "training",
                    "'maximum_length' is '" + length + "'",
                    "Write a whole number, such as " + USUAL_LENGTH);
        }
        return Math.min(number.intValue(), shape.maximumLength());
    }

    /** A composition as a pack holds it: every option of the services written out, files by their names. */
    static Composition written(Services services, Composition composition, Recipe recipe) {
        Map<String, Object> task = new LinkedHashMap<>(composition.task());
        task.putIfAbsent("type", type(composition));
        services.tasks
                .find(type(composition))
                .ifPresent(entry -> options(entry, composition).asMap().forEach(task::putIfAbsent));
        for (String file : new String[] {"train", "dev", "test"}) {
            task.computeIfPresent(
                    file, (k, v) -> Path.of(String.valueOf(v)).getFileName().toString());
        }
        return new Composition(
                composition.base(),
                task,
                recipe.methods().stream().map(Recipe.Method::toMap).toList(),
                recipe.gating().options(),
                recipe.aggregation().options(),
                composition.baseWeights(),
                composition.training(),
                composition.live(),
                composition.device());
    }
}
