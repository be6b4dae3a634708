package org.unipelt.task.texttotext;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts runs of so many words or characters. */
final class NGrams {
    private NGrams() {}

    /**
     * How often each run occurs.
     *
     * @param length how many items make a run
     */
    static Map<List<String>, Integer> count(List<String> items, int length) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int start = 0; start + length <= items.size(); start++) {
            counts.merge(items.subList(start, start + length), 1, Integer::sum);
        }
        return counts;
    }

    /** How many runs of one side the other has too, each as often as it has it. */
    static int shared(Map<List<String>, Integer> counts, Map<List<String>, Integer> other) {
        return counts.entrySet().stream()
                .mapToInt(run -> Math.min(run.getValue(), other.getOrDefault(run.getKey(), 0)))
                .sum();
    }

    /** How many runs there are. */
    static int total(Map<List<String>, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
