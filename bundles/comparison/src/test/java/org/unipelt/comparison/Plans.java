package org.unipelt.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Configurations of comparisons. */
final class Plans {
    private Plans() {}

    /** Two tasks, three compositions, three seeds, two rates. */
    static Map<String, Object> tree() {
        Map<String, Object> compositions = new LinkedHashMap<>();
        compositions.put("full fine-tuning", Map.of("base_weights", "trained"));
        compositions.put("lora", Map.of("methods", List.of(Map.of("method", "lora"))));
        compositions.put(
                "gated union", Map.of("methods", List.of(Map.of("method", "lora"), Map.of("method", "adapter"))));
        Map<String, Object> tasks = new LinkedHashMap<>();
        tasks.put("cola", Map.of("train", "cola/train.tsv", "dev", "cola/dev.tsv"));
        tasks.put("rte", Map.of("train", "rte/train.tsv", "test", "rte/test.tsv"));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("tasks", tasks);
        tree.put("train_rows", 100);
        tree.put("dev_rows", 50);
        tree.put("seeds", List.of(1, 2, 3));
        tree.put("learning_rates", List.of(0.001, 0.01));
        tree.put("compositions", compositions);
        return tree;
    }

    static Plan plan() {
        return PlanReader.read(tree(), "comparison.json", UnaryOperator.identity());
    }

    static Plan.Cell cell(Plan plan, String task, String composition) {
        return plan.cells().stream()
                .filter(cell ->
                        cell.task().equals(task) && cell.contender().name().equals(composition))
                .findFirst()
                .orElseThrow();
    }
}
