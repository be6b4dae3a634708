package org.unipelt.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;

/**
 * What a composition's task section gives to train on.
 *
 * @param head the task with its labels
 * @param training rows to train on
 * @param dev rows to judge on
 * @param notices what a user should know of them
 */
record TaskData(TaskHead head, List<Example> training, List<Example> dev, List<String> notices) {
    private static final String TYPE = "type";

    /**
     * The task's name.
     *
     * @throws ConfigurationException if it is none that can be trained
     */
    static String type(Map<String, Object> section) {
        Object type = section.get(TYPE);
        if (Composition.NO_TASK.equals(type)) {
            throw new ConfigurationException(
                    "task",
                    "a composition whose 'type' is '" + type + "' has no answer to learn",
                    "Write \"task\": {\"type\": \"classification\", \"train\": ..., \"dev\": ...}");
        }
        if (type == null || type instanceof String) {
            return type == null ? "classification" : (String) type;
        }
        throw new ConfigurationException(
                "task", "'" + type + "' is not a value for 'type'", "Write \"type\": \"classification\"");
    }

    /**
     * A task section, checked.
     *
     * @throws ConfigurationException if a key does not fit
     */
    static Options options(OptionSchema schema, Map<String, Object> section, Path folder) {
        Map<String, Object> own = new LinkedHashMap<>(section);
        own.remove(TYPE);
        return schema.parse(own, where(type(section)), folder);
    }

    private static String where(String type) {
        return "task (" + type + ")";
    }

    /**
     * Reads the files, draws the rows and fits the head, which learns the labels of the whole training file.
     *
     * @param type the task's name
     * @param split which rows of the training file are trained and judged on
     * @throws ConfigurationException if a file is not named
     * @throws DataException if a file cannot be used
     */
    static TaskData read(Task task, String type, Options options, SplitOptions split) {
        String where = where(type);
        Path trainingFile = file(options, "train", where, "It names the file to learn from");
        TaskInstance instance = task.instantiate(options);
        List<Example> rows = rows(instance, trainingFile);
        SplitOptions.Drawn drawn = split.draw(trainingFile.toString(), rows);
        String trained = trainingFile.getFileName().toString();
        if (split.drawsDev()) {
            Rows learned = new Rows(trained + " (rows to train on)", drawn.training());
            String judgedOn = trained + " (rows to judge on)";
            Rows judged = new Rows(judgedOn, drawn.dev());
            TaskHead head = instance.fit(rows, drawn.dev());
            head.indifference(drawn.dev()).ifPresent(reason -> {
                throw new UniPeltException( // with another seed others are drawn
                        judgedOn, reason, "Raise \"dev_rows\", or watch another \"metric\"");
            });
            return of(head, learned, judged);
        }
        Path devFile = devFile(options, where);
        List<Example> dev = rows(instance, devFile);
        Rows learned = new Rows(trained, drawn.training());
        TaskHead head = instance.fit(rows, dev);
        head.indifference(dev).ifPresent(reason -> {
            throw new DataException(devFile.toString(), reason, "Add other rows, or watch another \"metric\"");
        });
        return of(head, learned, new Rows(devFile.getFileName().toString(), dev));
    }

    private static TaskData of(TaskHead head, Rows training, Rows dev) {
        List<String> notices = Stream.of(training.repeats(), dev.repeats(), dev.copiedFrom(training))
                .flatMap(Optional::stream)
                .toList();
        return new TaskData(head, training.examples(), dev.examples(), notices);
    }

    private static Path devFile(Options options, String where) {
        return file(
                options,
                "dev",
                where,
                "After each epoch it tells how good the weights are and which to keep: set aside some rows of the"
                        + " training file, a tenth will do. Or let \"training\" draw them: \"dev_rows\": 1000");
    }

    private static Path file(Options options, String key, String where, String purpose) {
        return options.path(key)
                .orElseThrow(() -> new ConfigurationException(
                        where, "'" + key + "' is missing", "Add \"" + key + "\": \"" + key + ".tsv\". " + purpose));
    }

    private static List<Example> rows(TaskInstance task, Path file) {
        List<Example> rows = task.read(file);
        if (rows.isEmpty()) {
            throw new DataException(file.toString(), "it has no rows", "Name a file with labelled rows");
        }
        return rows;
    }
}
