package org.unipelt.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.comparison.Run;

/** Runs of two compositions on the same task with the same seed. */
record Pair(Run own, Run other) {
    /**
     * All that two compositions have.
     *
     * @param runs by composition and task
     */
    static List<Pair> of(Map<String, Map<String, List<Run>>> runs, String name, Optional<String> other) {
        List<Pair> pairs = new ArrayList<>();
        Map<String, List<Run>> others = other.map(runs::get).orElse(Map.of());
        runs.get(name)
                .forEach((task, own) -> own.forEach(run -> others.getOrDefault(task, List.of()).stream()
                        .filter(candidate -> candidate.seed() == run.seed())
                        .forEach(match -> pairs.add(new Pair(run, match)))));
        return pairs;
    }

    /** How much better the first one is. */
    double gain() {
        return own.score() - other.score();
    }
}
