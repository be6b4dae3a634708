package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.comparison.Comparer;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.api.comparison.Run;
import org.unipelt.api.tuning.Tuner;

/** Comparing and tuning on MiniLM: stopped comparisons go on, runs repeat themselves, the best candidate's pack is left. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ComparisonIT {
    private static final String WHOLE = "full fine-tuning";
    private static final String LORA = "lora";
    private static final String UNION = "gated union";

    @Inject
    Comparer comparer;

    @Inject
    Tuner tuner;

    @Inject
    GatingOrchestrator orchestrator;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(ComparisonIT.class)};
    }

    /** What a comparison tells. */
    private static final class Heard implements Comparer.Listener {
        private final List<Run> ended = new ArrayList<>();
        private int madeBefore;

        @Override
        public void planned(int runs, int made) {
            madeBefore = made;
        }

        @Override
        public synchronized void ended(Run run, int made, int runs) {
            ended.add(run);
        }
    }

    @Test
    public void aComparisonThatIsStoppedGoesOnAndGivesTheSame() throws Exception {
        Path stopped = Runtime.work().resolve("stopped");
        Map<String, Object> tree = tree(List.of(LORA, UNION), List.of(0.0003, 0.003));
        int runs = 2 * (2 + 1); // two rates for the first of two seeds
        Heard first = new Heard();
        Comparison some = compare(tree, stopped, 1, first, () -> first.ended.size() >= 2);
        assertEquals(2, first.ended.size());
        assertEquals(runs - 2, some.missing());
        Heard second = new Heard();
        Comparison resumed = compare(tree, stopped, 1, second, () -> false);
        assertEquals(2, second.madeBefore);
        assertEquals(runs - 2, second.ended.size());
        assertEquals(0, resumed.missing());
        Heard reading = new Heard();
        assertEquals(resumed, compare(tree, stopped, 1, reading, () -> true));
        assertEquals(List.of(), reading.ended);

        // side by side, in another order: the numbers are those of the seeds
        Comparison beside = compare(tree, Runtime.work().resolve("beside"), 2, new Heard(), () -> false);
        assertEquals(results(resumed), results(beside));
        try (Stream<Path> files = Files.list(stopped.resolve("packs"))) {
            assertEquals("packs are gone when they are judged", 0, files.count());
        }
    }

    @Test
    public void aComparisonCanBeStoppedWhileItJudges() throws Exception {
        Map<String, Object> tree = tree(List.of(UNION), List.of(0.001));
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger whole = new AtomicInteger();
        Comparer.Listener counting = new Comparer.Listener() {
            @Override
            public void ended(Run run, int made, int runs) {
                whole.compareAndSet(0, asked.get());
            }
        };
        Path uncut = Runtime.work().resolve("uncut");
        Comparer.Request request = new Comparer.Request(tree, "test", Topics.data(), uncut, 1);
        comparer.compare(request, counting, () -> asked.incrementAndGet() < 0);
        // the last two batches of a run are the test rows', first for their labels, then for their gates
        for (int batch : List.of(whole.get() - 1, whole.get())) {
            asked.set(0);
            Path cut = Runtime.work().resolve("cut-" + batch);
            Heard heard = new Heard();
            Comparison comparison = compare(tree, cut, 1, heard, () -> asked.incrementAndGet() >= batch);
            assertEquals(List.of(), heard.ended);
            assertEquals(2, comparison.missing());
            try (Stream<Path> files = Files.list(cut.resolve("packs"))) {
                assertEquals("the run's pack is gone", 0, files.count());
            }
        }
    }

    @Test
    public void aComparisonTellsMetricsCostsAndGates() {
        Map<String, Object> tree = tree(List.of(WHOLE, LORA, UNION), List.of(0.001));
        Comparison comparison = compare(tree, Runtime.work().resolve("told"), 1, new Heard(), () -> false);
        Comparison.Table table = comparison.tables().get(0);
        assertEquals(Map.of("topics", "accuracy"), table.metrics());
        assertEquals(
                List.of(WHOLE, LORA, UNION),
                table.standings().stream().map(Standing::composition).toList());
        Standing whole = table.standings().get(0);
        assertTrue("fine-tuning trains all: " + whole.share(), whole.share() > 1 && whole.share() < 1.01);
        assertEquals(1, whole.trainingTime(), 1e-12);
        Standing union = table.standings().get(2);
        assertTrue("a union trains little: " + union.share(), union.share() < 0.03);
        assertEquals(2, union.cells().get("topics").bySeed().size());
        Run run = comparison.runs().stream()
                .filter(each -> each.composition().equals(UNION))
                .findFirst()
                .orElseThrow();
        assertEquals("query, value and adapter in six layers", 18, run.gates().size());
        assertEquals(10, run.testRows());
        assertTrue(run.course().size() == 2 && run.epochs() == 2);
        assertEquals(
                List.of(WHOLE, LORA),
                table.differences().stream()
                        .map(Comparison.Difference::composition)
                        .toList());
    }

    @Test
    public void tuningLeavesTheBestCandidateAsAPack() throws Exception {
        Path pack = Runtime.work().resolve("tuned");
        Composition task = Topics.union();
        List<Tuner.Trial> tried = new ArrayList<>();
        Tuner.Listener listener = new Tuner.Listener() {
            @Override
            public void tried(Tuner.Trial trial) {
                tried.add(trial);
            }
        };
        // stopped by its trials, since no machine is sure to make so many in a time
        Tuner.Tuning tuning = tuner.tune(
                new Tuner.Request(task.withGating(Map.of()), Topics.data(), pack, Duration.ofHours(1)),
                listener,
                () -> tried.size() == 4);
        assertEquals(4, tuning.trials().size());
        assertEquals(tried, tuning.trials());
        assertEquals(
                tuning.trials().stream().mapToDouble(Tuner.Trial::dev).max().orElseThrow(),
                tuning.chosen().dev(),
                0);
        assertFalse(tuning.reason().isEmpty());
        try (Predictor predictor = orchestrator.open(pack)) {
            assertEquals(
                    tuning.chosen().dev(),
                    predictor
                            .evaluate(Topics.data().resolve("dev.tsv"))
                            .metrics()
                            .get(tuning.chosen().metric()),
                    1e-6);
        }
        try (Stream<Path> files = Files.list(Runtime.work())) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("tuned."))
                            .toList());
        }
    }

    private Comparison compare(
            Map<String, Object> tree, Path output, int parallel, Heard heard, BooleanSupplier cancelled) {
        return comparer.compare(new Comparer.Request(tree, "test", Topics.data(), output, parallel), heard, cancelled);
    }

    private static Map<String, Object> tree(List<String> names, List<Double> rates) {
        Map<String, Object> compositions = new LinkedHashMap<>();
        names.forEach(name -> compositions.put(name, parts(name)));
        return Map.of(
                "tasks",
                Map.of("topics", Topics.union().task()),
                "train_rows",
                12,
                "dev_rows",
                8,
                "seeds",
                List.of(1, 2),
                "learning_rates",
                rates,
                "compositions",
                compositions,
                "training",
                Map.of("epochs", 2, "batch_size", 8));
    }

    private static Map<String, Object> parts(String name) {
        Map<String, Object> lora = Topics.method("lora");
        return switch (name) {
            case WHOLE -> Map.of("base_weights", "trained");
            case LORA -> Map.of("methods", List.of(lora));
            default -> Map.of("methods", List.of(lora, Topics.method("adapter")));
        };
    }

    private static Map<String, List<Double>> results(Comparison comparison) {
        return comparison.runs().stream()
                .collect(Collectors.toMap(Run::id, run -> List.of(run.dev(), run.result(), run.learningRate())));
    }
}
