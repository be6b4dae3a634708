package org.unipelt.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.DataException;
import org.unipelt.api.client.Composition;

/**
 * What is compared, checked.
 *
 * @param base the base model
 * @param device where it runs
 * @param tasks the task sections by name
 * @param trainRows the numbers of training rows; 0 for all
 * @param devRows how many rows of the training file are judged on; 0 for the file {@code dev}
 * @param seeds the seeds
 * @param contenders the compositions
 * @param training the keys of {@code "training"} that all share
 * @param union the composition that the others are set against
 * @param reference the composition whose times the others' are divided by
 */
record Plan(
        String base,
        String device,
        Map<String, Map<String, Object>> tasks,
        List<Integer> trainRows,
        int devRows,
        List<Integer> seeds,
        List<Contender> contenders,
        Map<String, Object> training,
        Optional<String> union,
        Optional<String> reference) {

    private static final List<String> FILES = List.of("train", "dev", "test");

    /**
     * The runs of the first seed, with every rate that is tried: the rate that does best on the dev rows is taken for all other
     * seeds.
     */
    List<Job> search() {
        List<Job> jobs = new ArrayList<>();
        for (Cell cell : cells()) {
            cell.contender().learningRates().forEach(rate -> jobs.add(job(cell, seeds.get(0), rate)));
        }
        return jobs;
    }

    /** A contender on a task with a number of training rows. */
    record Cell(String task, int trainRows, Contender contender) {}

    /** All cells, table by table and task by task. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int rows : trainRows) {
            for (String task : tasks.keySet()) {
                contenders.forEach(contender -> cells.add(new Cell(task, rows, contender)));
            }
        }
        return cells;
    }

    /** All runs that the plan ends with: where several rates are tried, one for each, and the other seeds with the best. */
    int runs() {
        int tried = contenders.stream().mapToInt(c -> c.learningRates().size()).sum();
        return tasks.size() * trainRows.size() * (tried + contenders.size() * (seeds.size() - 1));
    }

    /** A contender's run with a seed and a rate. */
    Job job(Cell cell, int seed, Object rate) {
        Map<String, Object> section = new LinkedHashMap<>(tasks.get(cell.task()));
        Object test = section.remove("test");
        if (test == null && devRows > 0) {
            test = section.remove("dev"); // no row of it is judged on in training
        }
        Map<String, Object> settings = new LinkedHashMap<>(training);
        settings.putAll(cell.contender().training());
        settings.put("learning_rate", rate);
        settings.put("seed", seed);
        settings.put("train_rows", cell.trainRows());
        settings.put("dev_rows", devRows);
        settings.put("data_seed", seed);
        settings.put("checkpoints", false);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("device", device);
        tree.put("task", section);
        tree.putAll(cell.contender().parts());
        tree.put("training", settings);
        return new Job(
                cell,
                seed,
                rate,
                Composition.of(tree, "compositions, " + cell.contender().name()),
                String.valueOf(test));
    }

    /**
     * A run that finds a file missing, as the one that it is tested on, would have been made for nothing.
     *
     * @param folder what files are resolved against
     * @throws DataException if one is not there
     */
    void checkFiles(String task, Path folder) {
        Map<String, Object> section = tasks.get(task);
        boolean drawn = devRows > 0 && section.containsKey("test"); // nobody reads the file of dev rows then
        FILES.stream()
                .filter(key -> section.containsKey(key) && !(drawn && key.equals("dev")))
                .map(key -> folder.resolve(String.valueOf(section.get(key))))
                .filter(Files::notExists)
                .forEach(file -> {
                    throw new DataException(
                            file.toString(),
                            "the task '" + task + "' names it, and there is no such file",
                            "Mend its path");
                });
    }

    /** The task section as it tells runs apart, wherever its files lie. */
    static Map<String, Object> withoutFolders(Map<String, Object> section) {
        Map<String, Object> bare = new LinkedHashMap<>(section);
        FILES.forEach(file -> bare.computeIfPresent(
                file, (key, path) -> Path.of(String.valueOf(path)).getFileName().toString()));
        return bare;
    }
}
