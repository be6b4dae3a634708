package org.unipelt.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.comparison.Comparison.Cell;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.api.comparison.Comparison.Table;
import org.unipelt.api.comparison.Run;

/** Puts runs into tables. */
final class Tables {
    /** Means that differ by less are equal. */
    private static final double ROUNDING = 1e-12;

    private final Plan plan;
    private final Choice choice;

    Tables(Plan plan, RunStore store) {
        this.plan = plan;
        this.choice = new Choice(plan, store);
    }

    Comparison comparison() {
        return new Comparison(
                plan.base(), plan.trainRows().stream().map(this::table).toList(), choice.all(), choice.missing());
    }

    private Table table(int trainRows) {
        // by contender and task
        Map<String, Map<String, List<Run>>> runs = new LinkedHashMap<>();
        Map<String, Map<String, Integer>> failed = new LinkedHashMap<>();
        for (Plan.Cell cell : plan.cells()) {
            if (cell.trainRows() == trainRows) {
                List<Run> made = choice.runs(cell);
                Map<String, List<Run>> row =
                        runs.computeIfAbsent(cell.contender().name(), name -> new LinkedHashMap<>());
                if (!made.isEmpty()) {
                    row.put(cell.task(), made);
                }
                failed.computeIfAbsent(cell.contender().name(), name -> new LinkedHashMap<>())
                        .put(cell.task(), choice.failed(cell));
            }
        }
        List<Standing> standings = runs.keySet().stream()
                .map(name -> standing(name, runs, failed.get(name)))
                .toList();
        return new Table(
                trainRows,
                metrics(runs),
                standings,
                plan.union().map(union -> Differences.of(runs, union)).orElse(List.of()));
    }

    /** Each task's metric; empty while it has no run. */
    private Map<String, String> metrics(Map<String, Map<String, List<Run>>> runs) {
        Map<String, String> metrics = new LinkedHashMap<>();
        plan.tasks().keySet().forEach(task -> metrics.put(task, ""));
        runs.values()
                .forEach(row -> row.forEach(
                        (task, some) -> metrics.put(task, some.get(0).metric())));
        return metrics;
    }

    private Standing standing(String name, Map<String, Map<String, List<Run>>> runs, Map<String, Integer> failed) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        runs.get(name).forEach((task, some) -> cells.put(task, cell(some, failed.get(task))));
        boolean whole = cells.size() == plan.tasks().size();
        List<Run> own = runs.get(name).values().stream().flatMap(List::stream).toList();
        long trained = own.isEmpty() ? 0 : own.get(0).trained();
        return new Standing(
                name,
                cells,
                whole ? mean(cells.values().stream().mapToDouble(Cell::mean)) : Double.NaN,
                whole ? rank(name, cells, runs) : Double.NaN,
                trained,
                own.isEmpty() ? Double.NaN : (double) trained / own.get(0).baseParameters(),
                own.isEmpty() ? Double.NaN : mean(own.stream().mapToDouble(Run::trainingSeconds)),
                relative(name, runs, Run::trainingSeconds),
                relative(name, runs, run -> run.testSeconds() / run.testRows()));
    }

    private static Cell cell(List<Run> runs, int failed) {
        Map<Integer, Double> bySeed = new LinkedHashMap<>();
        runs.forEach(run -> bySeed.put(run.seed(), run.score()));
        return new Cell(
                mean(bySeed.values().stream().mapToDouble(x -> x)),
                deviation(bySeed.values().stream().mapToDouble(x -> x).toArray()),
                bySeed,
                runs.get(0).learningRate(),
                failed);
    }

    /** The mean over the tasks of one more than how many are better; equals share the better place. */
    private static double rank(String name, Map<String, Cell> cells, Map<String, Map<String, List<Run>>> runs) {
        return mean(cells.entrySet().stream()
                .mapToDouble(own -> 1
                        + runs.entrySet().stream()
                                .filter(other -> !other.getKey().equals(name))
                                .map(other -> other.getValue().get(own.getKey()))
                                .filter(some -> some != null
                                        && Choice.comparable(cell(some, 0).mean())
                                                > Choice.comparable(
                                                                own.getValue().mean())
                                                        + ROUNDING)
                                .count()));
    }

    /** By pairs of the same task and seed: the sum of a figure by the reference's. */
    private double relative(String name, Map<String, Map<String, List<Run>>> runs, ToDoubleFunction<Run> figure) {
        double own = 0;
        double reference = 0;
        for (Pair pair : Pair.of(runs, name, plan.reference())) {
            own += figure.applyAsDouble(pair.own());
            reference += figure.applyAsDouble(pair.other());
        }
        return reference == 0 ? Double.NaN : own / reference;
    }

    private static double mean(DoubleStream values) {
        return values.average().orElse(Double.NaN);
    }

    private static double deviation(double[] values) {
        double mean = mean(DoubleStream.of(values));
        double squares =
                DoubleStream.of(values).map(x -> (x - mean) * (x - mean)).sum();
        return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    }
}
