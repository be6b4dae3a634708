package org.unipelt.comparison;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unipelt.api.comparison.Run;

/** Which rate each contender takes, and which runs a plan therefore has. */
final class Choice {
    private final Plan plan;
    private final RunStore store;

    Choice(Plan plan, RunStore store) {
        this.plan = plan;
        this.store = store;
    }

    /**
     * The rate whose run did best on the dev rows of the first seed, the first of equals, of those that are tried so far; empty
     * where none is, or all failed.
     */
    Optional<Object> rate(Plan.Cell cell) {
        List<Object> rates = cell.contender().learningRates();
        if (rates.size() == 1) {
            return Optional.of(rates.get(0));
        }
        Map<Object, Run> judged = new LinkedHashMap<>();
        rates.forEach(rate -> made(plan.job(cell, plan.seeds().get(0), rate))
                .filter(Run::judged)
                .ifPresent(run -> judged.put(rate, run)));
        return judged.keySet().stream()
                .reduce((best, rate) -> comparable(judged.get(rate).dev())
                                > comparable(judged.get(best).dev())
                        ? rate
                        : best);
    }

    /** A correlation of a constant is no number, and worse than any. */
    static double comparable(double score) {
        return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
    }

    /** The runs of a cell with the rate that was chosen, in the order of the seeds; those that are made and did not fail. */
    List<Run> runs(Plan.Cell cell) {
        return rate(cell).stream()
                .flatMap(rate -> plan.seeds().stream().map(seed -> made(plan.job(cell, seed, rate))))
                .flatMap(Optional::stream)
                .filter(Run::judged)
                .toList();
    }

    /** How many runs of a cell with that rate failed. */
    int failed(Plan.Cell cell) {
        return (int) rate(cell).stream()
                .flatMap(rate -> plan.seeds().stream().map(seed -> store.get(plan.job(cell, seed, rate))))
                .flatMap(Optional::stream)
                .filter(run -> !run.judged())
                .count();
    }

    /** All runs that are made, those that looked for rates too. */
    List<Run> all() {
        Stream<Job> search = plan.search().stream();
        Stream<Job> others = plan.cells().stream().flatMap(cell -> rate(cell).stream()
                .flatMap(rate -> plan.seeds().stream().skip(1).map(seed -> plan.job(cell, seed, rate))));
        return Stream.concat(search, others)
                .map(this::made)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The run of a job, where it was made; perhaps under another name, as compositions may be renamed or be there twice. */
    private Optional<Run> made(Job job) {
        return store.get(job)
                .map(run -> run.withComposition(job.cell().contender().name()));
    }

    /** How many runs of the plan are made. */
    int made() {
        return all().size();
    }

    /** How many runs are still to be made; a contender that failed with every rate is not tried with other seeds. */
    int missing() {
        return plan.cells().stream().mapToInt(this::missing).sum();
    }

    /** The tasks of which runs are still to be made. */
    Set<String> unfinished() {
        return plan.cells().stream()
                .filter(cell -> missing(cell) > 0)
                .map(Plan.Cell::task)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private int missing(Plan.Cell cell) {
        List<Integer> others = plan.seeds().subList(1, plan.seeds().size());
        int untried = (int) cell.contender().learningRates().stream()
                .filter(rate ->
                        store.get(plan.job(cell, plan.seeds().get(0), rate)).isEmpty())
                .count();
        if (untried > 0 && cell.contender().learningRates().size() > 1) {
            return untried + others.size(); // which rate they take is not known yet
        }
        return untried
                + rate(cell)
                        .map(rate -> (int) others.stream()
                                .filter(seed ->
                                        store.get(plan.job(cell, seed, rate)).isEmpty())
                                .count())
                        .orElse(0);
    }
}
