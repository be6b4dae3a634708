package org.unipelt.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.comparison.Comparison.Cell;
import org.unipelt.api.comparison.Comparison.Difference;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.api.comparison.Comparison.Table;

class TablesTest {
    @TempDir
    Path folder;

    private final Plan plan = Plans.plan();
    private RunStore store;

    @BeforeEach
    void open() {
        store = new RunStore(folder);
    }

    @Test
    void theRateThatDoesBestOnDevRowsIsTaken() {
        Plan.Cell cell = Plans.cell(plan, "cola", "lora");
        Choice choice = new Choice(plan, store);
        assertEquals(Optional.empty(), choice.rate(cell));
        store.add(Runs.of(plan.job(cell, 1, 0.001), 0.6, 0.9));
        assertEquals(Optional.of(0.001), choice.rate(cell)); // the only one so far
        store.add(Runs.of(plan.job(cell, 1, 0.01), 0.7, 0.1));
        assertEquals(Optional.of(0.01), choice.rate(cell));
    }

    @Test
    void theFirstOfEqualRatesIsTaken() {
        Plan.Cell cell = Plans.cell(plan, "cola", "lora");
        for (Object rate : cell.contender().learningRates()) {
            store.add(Runs.of(plan.job(cell, 1, rate), 0.6, 0.9));
        }
        assertEquals(Optional.of(0.001), new Choice(plan, store).rate(cell));
    }

    @Test
    void aRateThatFailedIsNotTaken() {
        Plan.Cell cell = Plans.cell(plan, "cola", "lora");
        store.add(Runs.failed(plan.job(cell, 1, 0.001)));
        store.add(Runs.of(plan.job(cell, 1, 0.01), Double.NaN, 0.1));
        assertEquals(Optional.of(0.01), new Choice(plan, store).rate(cell));
    }

    @Test
    void aContenderThatFailsWithEveryRateIsNotTriedWithOtherSeeds() {
        int before = new Tables(plan, store).comparison().missing();
        assertEquals(plan.runs(), before);
        Plan.Cell cell = Plans.cell(plan, "cola", "lora");
        store.add(Runs.failed(plan.job(cell, 1, 0.001)));
        assertEquals(before - 1, new Tables(plan, store).comparison().missing());
        store.add(Runs.failed(plan.job(cell, 1, 0.01)));
        assertEquals(before - 4, new Tables(plan, store).comparison().missing());
    }

    @Test
    void aSeedThatIsPutInFrontLeavesTheOthersMade() {
        Map<String, Object> tree = Plans.tree();
        tree.put("learning_rates", 0.001);
        Plan one = PlanReader.read(tree, "test", UnaryOperator.identity());
        Plan.Cell cell = Plans.cell(one, "cola", "lora");
        one.seeds().stream().skip(1).forEach(seed -> store.add(Runs.of(one.job(cell, seed, 0.001), 0.5, 0.5)));
        assertEquals(one.runs() - 2, new Tables(one, store).comparison().missing());
    }

    @Test
    void seedsThatFailAreCounted() {
        note("lora", "cola", 1, 0.5, 0.7);
        store.add(Runs.failed(plan.job(Plans.cell(plan, "cola", "lora"), 3, 0.01)));
        Cell cell = standing(new Tables(plan, store).comparison().tables().get(0), "lora")
                .cells()
                .get("cola");
        assertEquals(0.6, cell.mean(), 1e-12);
        assertEquals(1, cell.failed());
    }

    @Test
    void meansDeviationsRanksAndTimes() {
        note("full fine-tuning", "cola", 20, 0.5, 0.6, 0.7);
        note("lora", "cola", 10, 0.4, 0.5, 0.3);
        note("gated union", "cola", 15, 0.7, 0.8, 0.9);
        note("full fine-tuning", "rte", 20, 0.9, 0.9, 0.9);
        note("lora", "rte", 10, 0.7, 0.8, 0.9);
        note("gated union", "rte", 15, 0.8, 0.8, 0.8);
        Comparison comparison = new Tables(plan, store).comparison();
        assertEquals(0, comparison.missing());
        assertEquals(plan.runs(), comparison.runs().size());
        Table table = comparison.tables().get(0);
        assertEquals(Map.of("cola", "accuracy", "rte", "accuracy"), table.metrics());
        Standing union = standing(table, "gated union");
        Cell cola = union.cells().get("cola");
        assertEquals(0.8, cola.mean(), 1e-12);
        assertEquals(0.1, cola.deviation(), 1e-12); // of the sample: sqrt((0.01 + 0 + 0.01) / 2)
        assertEquals(0.8, union.average(), 1e-12);
        assertEquals((1 + 2) / 2.0, union.rank()); // shares the second place on rte
        assertEquals((2 + 1) / 2.0, standing(table, "full fine-tuning").rank());
        assertEquals((3 + 2) / 2.0, standing(table, "lora").rank());
        assertEquals(40, union.trained());
        assertEquals(0.04, union.share());
        assertEquals(15, union.trainingSeconds(), 1e-12);
        assertEquals(0.75, union.trainingTime(), 1e-12);
        assertEquals(1, union.inferenceTime(), 1e-12);
    }

    @Test
    void metricsInPercentGoTogetherWithOthers() {
        for (String task : List.of("cola", "rte")) {
            for (String name : List.of("lora", "gated union")) {
                Plan.Cell cell = Plans.cell(plan, task, name);
                double right = name.equals("lora") ? 0.25 : 0.5;
                Job job = plan.job(cell, 1, cell.contender().learningRates().get(0));
                store.add(
                        task.equals("rte") ? Runs.percent(job, 100 * right, 100 * right) : Runs.of(job, right, right));
            }
        }

        Table table = new Tables(plan, store).comparison().tables().get(0);
        assertEquals(0.5, standing(table, "gated union").average(), 1e-12);
        assertEquals(0.25, difference(table, "lora").mean(), 1e-12);
    }

    /** Differences 0.1, 0.2, 0.3: t = 0.2 / (0.1 / sqrt 3) = 3.4641, two degrees of freedom, p = 0.0742 (SciPy's ttest_rel). */
    @Test
    void aPairedTestTellsNoiseFromDifference() {
        note("gated union", "cola", 1, 0.6, 0.7, 0.8);
        note("lora", "cola", 1, 0.5, 0.5, 0.5);
        Difference lora =
                difference(new Tables(plan, store).comparison().tables().get(0), "lora");
        assertEquals(3, lora.pairs());
        assertEquals(0.2, lora.mean(), 1e-12);
        assertEquals(0.07418, lora.p(), 1e-5);
        assertTrue(lora.noise());
        note("gated union", "rte", 1, 0.6, 0.7, 0.8);
        note("lora", "rte", 1, 0.5, 0.5, 0.5);
        assertFalse(difference(new Tables(plan, store).comparison().tables().get(0), "lora")
                .noise());
    }

    /** Differences 0.20, 0.21, 0.22: t = 21 sqrt 3, p = 1 - sqrt(1323 / 1325). The smaller of two p is doubled, by Holm's method. */
    @Test
    void manyTestsMakeChanceMoreProbable() {
        note("gated union", "cola", 1, 0.6, 0.7, 0.8);
        note("full fine-tuning", "cola", 1, 0.4, 0.49, 0.58);
        note("lora", "cola", 1, 0.5, 0.5, 0.5);
        Table table = new Tables(plan, store).comparison().tables().get(0);
        double p = 1 - Math.sqrt(1323 / 1325.0);
        assertEquals(p, difference(table, "full fine-tuning").p(), 1e-9);
        assertEquals(2 * p, difference(table, "full fine-tuning").corrected(), 1e-9);
        assertFalse(difference(table, "full fine-tuning").noise());
        assertEquals(difference(table, "lora").p(), difference(table, "lora").corrected());
    }

    @Test
    void whatIsCorrectedKeepsTheOrder() {
        note("gated union", "cola", 1, 0.6, 0.7, 0.8);
        note("full fine-tuning", "cola", 1, 0.5, 0.5, 0.5001);
        note("lora", "cola", 1, 0.5, 0.5, 0.5);
        Table table = new Tables(plan, store).comparison().tables().get(0);
        Difference least = difference(table, "full fine-tuning");
        assertTrue(least.p() < difference(table, "lora").p());
        assertEquals(2 * least.p(), least.corrected());
        assertEquals(least.corrected(), difference(table, "lora").corrected());
    }

    @Test
    void twoPairsSayNothingHoweverAlikeTheyAre() {
        note("gated union", "cola", 1, 0.7, 0.8001);
        note("lora", "cola", 1, 0.5, 0.6);
        Difference lora =
                difference(new Tables(plan, store).comparison().tables().get(0), "lora");
        assertEquals(2, lora.pairs());
        assertTrue(Double.isNaN(lora.p()));
        assertTrue(lora.noise());
    }

    @Test
    void aMetricThatIsNoNumberIsWorseThanAnyAndHasNoDifference() {
        for (String task : List.of("cola", "rte")) {
            note("full fine-tuning", task, 1, 0.5, 0.5, 0.5);
            note("gated union", task, 1, 0.6, 0.7, 0.8);
            note("lora", task, 1, 0.4, task.equals("rte") ? Double.NaN : 0.4, 0.4);
        }
        Table table = new Tables(plan, store).comparison().tables().get(0);
        assertEquals(3, standing(table, "lora").rank());
        assertEquals(1, standing(table, "gated union").rank());
        Difference lora = difference(table, "lora");
        assertEquals(5, lora.pairs());
        assertEquals((0.2 + 0.3 + 0.4 + 0.2 + 0.4) / 5, lora.mean(), 1e-12);
        assertFalse(Double.isNaN(lora.p()));
    }

    @Test
    void whatIsNotThereIsNotMadeUp() {
        note("lora", "cola", 1, 0.5);
        Comparison comparison = new Tables(plan, store).comparison();
        Table table = comparison.tables().get(0);
        Standing lora = standing(table, "lora");
        assertTrue(Double.isNaN(lora.average()));
        assertTrue(Double.isNaN(lora.rank()));
        assertTrue(Double.isNaN(lora.cells().get("cola").deviation()));
        assertTrue(Double.isNaN(lora.trainingTime()));
        assertEquals(Map.of(), standing(table, "gated union").cells());
        Difference difference = difference(table, "lora");
        assertEquals(0, difference.pairs());
        assertTrue(difference.noise());
        assertEquals(plan.runs() - 2, comparison.missing());
    }

    /** Runs of both rates for the first seed, the second being the better, and one for each other seed. */
    private void note(String composition, String task, double seconds, double... results) {
        Plan.Cell cell = Plans.cell(plan, task, composition);
        store.add(Runs.of(plan.job(cell, 1, 0.001), 0.1, 0.99, seconds, 1));
        for (int i = 0; i < results.length; i++) {
            store.add(Runs.of(plan.job(cell, plan.seeds().get(i), 0.01), 0.2, results[i], seconds, 1));
        }
    }

    private static Standing standing(Table table, String composition) {
        return table.standings().stream()
                .filter(standing -> standing.composition().equals(composition))
                .findFirst()
                .orElseThrow();
    }

    private static Difference difference(Table table, String composition) {
        return table.differences().stream()
                .filter(difference -> difference.composition().equals(composition))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachOtherCompositionIsSetAgainstTheUnion() {
        note("lora", "cola", 1, 0.5);
        List<String> others = new Tables(plan, store)
                .comparison().tables().get(0).differences().stream()
                        .map(Difference::composition)
                        .toList();
        assertEquals(List.of("full fine-tuning", "lora"), others);
    }
}
