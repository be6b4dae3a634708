package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.api.CancelledException;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Prediction;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.Reduction;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;

/** What packs hold, and what becomes of them: gates looked at, contributions pruned, shifts folded, runs resumed. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PacksIT {
    private static final BooleanSupplier NEVER = () -> false;

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Packs packs;

    @Inject
    ModelSessions sessions;

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(PacksIT.class)};
    }

    @Test
    public void gatesAreReportedByMethodLayerAndClass() {
        Path pack = trained("reported", union(Map.of("network", "feed-forward")));
        GateReport report = packs.gates(pack, dev());
        Set<String> classes = report.rows().stream().map(GateReport.Row::label).collect(Collectors.toSet());
        assertEquals(Set.of(GateReport.ALL_CLASSES, "weather", "food"), classes);
        assertEquals(
                "query, value, adapter and prefix in six layers",
                24 * 3,
                report.rows().size());
        for (GateReport.Row row : report.rows()) {
            assertTrue(row.toString(), row.mean() > 0 && row.mean() < 1 && row.deviation() >= 0);
            assertTrue(row.toString(), row.entropy() > 0 && row.entropy() <= 1);
        }
    }

    @Test
    public void whatAGateKeepsShutIsPrunedAndThePrefixIsReallyGone() {
        // scores that start far below 0 keep every gate near 0; a bound between the gates takes some
        Path pack = trained("full", union(Map.of("network", "feed-forward", "initial_score", -3)));
        Path pruned = Runtime.work().resolve("pruned");
        Reduction reduction = packs.prune(pack, dev(), 0.99, pruned, NEVER);
        assertEquals(24, reduction.removed().size());
        assertEquals(768 + 2, reduction.parametersAfter());
        PackContents contents = sessions.read(pruned);
        assertEquals(List.of(), contents.composition().methods());
        assertEquals(
                Set.of("head.classifier.weight", "head.classifier.bias"),
                contents.weights().keySet());
        assertTrue(reduction.before().isPresent() && reduction.after().isPresent());
        assertEquals(reduction.after().orElseThrow().metrics(), evaluated(pruned));
    }

    @Test
    public void whatLooksAtDataEndsWhereItIsAskedTo() {
        Path pack = trained("asked", union(Map.of("network", "feed-forward")));
        Path never = Runtime.work().resolve("never-pruned");
        assertThrows(CancelledException.class, () -> packs.gates(pack, dev(), () -> true));
        assertThrows(CancelledException.class, () -> packs.prune(pack, dev(), 0.99, never, () -> true));
        assertFalse(Files.exists(never));
        try (Predictor predictor = orchestrator.open(pack)) {
            CancelledException stopped =
                    assertThrows(CancelledException.class, () -> predictor.evaluate(dev(), () -> true));
            assertEquals("reading: it was stopped.", stopped.getMessage());
            assertEquals(
                    predictor.evaluate(dev()).metrics(),
                    predictor.evaluate(dev(), NEVER).metrics());
        }
    }

    @Test
    public void aReductionThatIsStoppedWhileItIsMeasuredLeavesThePackAsItWas() {
        Path pack = trained("kept-whole", union(Map.of("network", "feed-forward", "initial_score", -3)));
        List<Prediction> before = predicted(pack);
        AtomicInteger asked = new AtomicInteger();
        packs.prune(pack, dev(), 0.99, Runtime.work().resolve("counted"), () -> asked.incrementAndGet() < 0);
        int last = asked.getAndSet(0);
        assertThrows(
                CancelledException.class,
                () -> packs.prune(pack, dev(), 0.99, pack, () -> asked.incrementAndGet() == last));
        assertEquals(before, predicted(pack));
        assertFalse(Files.exists(pack.resolveSibling("kept-whole.reduced")));
    }

    @Test
    public void methodsThatWereThereAndNotChosenDoNotJoin() {
        Path pack = trained("joinable", Topics.union("lora", "adapter").withLive(new Composition.Live(true, true)));
        try (Predictor predictor = orchestrator.open(pack)) {
            assertEquals(List.of("lora", "adapter"), predictor.methods());
        }
    }

    @Test
    public void whatAGateKeepsOpenStays() {
        Path pack = trained("open", union(Map.of("network", "feed-forward")));
        Reduction reduction = packs.prune(pack, dev(), 0.001, Runtime.work().resolve("still-open"), NEVER);
        assertEquals(List.of(), reduction.removed());
        assertEquals(reduction.parametersBefore(), reduction.parametersAfter());
        assertEquals(predicted(pack), predicted(Runtime.work().resolve("still-open")));
    }

    @Test
    public void shiftsWithoutAGateAreFoldedIntoTheBaseAndNothingChanges() {
        Composition composition =
                Topics.union("lora", "bitfit").withGating(Map.of("network", "fixed", "weights", Map.of("lora", 0.5)));
        Path pack = trained("unfolded", composition);
        Path merged = Runtime.work().resolve("merged");
        Reduction reduction = packs.merge(pack, Optional.of(dev()), merged, NEVER);
        assertEquals(
                "two maps and eight biases in six layers, where both stand at query and value",
                6 * 10,
                reduction.removed().size());
        assertEquals(768 + 2, reduction.parametersAfter());
        assertEquals(List.of(), sessions.read(merged).composition().methods());
        List<Prediction> before = predicted(pack);
        List<Prediction> after = predicted(merged);
        for (int i = 0; i < before.size(); i++) {
            assertEquals(before.get(i).label(), after.get(i).label());
            for (String label : before.get(i).scores().keySet()) {
                assertEquals(
                        before.get(i).scores().get(label), after.get(i).scores().get(label), 1e-5);
            }
        }
    }

    @Test
    public void whatAGateWeighsByTheTextIsNotFolded() {
        Path pack = trained("gated", Topics.union("lora", "adapter"));
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> packs.merge(pack, Optional.empty(), Runtime.work().resolve("never"), NEVER));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("its gate depends on the text"));
    }

    @Test
    public void aPrefixNetworkIsDroppedAndThePackComputesTheSame() {
        Composition composition = Topics.union("prefix-tuning")
                .withMethods(List.of(
                        Map.of("method", "prefix-tuning", "flat", false, "bottleneck_size", 16, "prefix_length", 4)));
        Path pack = Runtime.work().resolve("network");
        Trainer.Result result = Topics.train(trainer, composition, pack);
        assertTrue(result.parameters().get("prefix-tuning") > 384 * 4 * 12);
        Set<String> names = sessions.read(pack).weights().keySet();
        assertTrue(names.toString(), names.contains("prefix-tuning.encoder.layer.5.key_value.value"));
        assertTrue(names.toString(), names.stream().noneMatch(name -> name.contains("hidden")));
        assertEquals(result.metrics(), evaluated(pack));
    }

    @Test
    public void fullFineTuningTrainsCopiesAndLeavesTheBaseAlone() {
        Composition methodless = Composition.of(
                Map.of(
                        "task", Topics.union("lora").task(),
                        "base_weights", "trained",
                        "training", Map.of("epochs", 2, "batch_size", 8, "learning_rate", 1e-4, "seed", 7)),
                "fine-tuning");
        Path pack = Runtime.work().resolve("fine-tuned");
        Trainer.Result result = Topics.train(trainer, methodless, pack);
        assertTrue(result.parameters().get("base") > 20_000_000);
        assertEquals(result.metrics(), evaluated(pack));
        assertTrue(sessions.read(pack).weights().containsKey("base.encoder.layer.0.attention.self.query.weight"));
    }

    @Test
    public void aResumedRunIsTheRunThatWasNeverCutShort() {
        Map<String, Object> training = new HashMap<>(Topics.union("lora").training());
        training.put("epochs", 3);
        Composition composition = Topics.union("lora", "adapter").withTraining(training);
        Trainer.Result whole = Topics.train(trainer, composition, Runtime.work().resolve("whole"));
        Path cut = Runtime.work().resolve("cut");
        int perEpoch = whole.losses().size() / 3;
        int[] steps = {0};
        trainer.train(composition, Topics.data(), cut, new Trainer.Listener() {}, () -> ++steps[0] > perEpoch + 1);
        Trainer.Result resumed =
                trainer.train(composition, Topics.data(), cut, true, new Trainer.Listener() {}, () -> false);
        assertEquals(whole.losses(), resumed.losses());
        assertEquals(whole.metrics(), resumed.metrics());
        Map<String, org.unipelt.api.model.TensorData> expected =
                sessions.read(Runtime.work().resolve("whole")).weights();
        sessions.read(cut)
                .weights()
                .forEach((name, data) -> org.junit.Assert.assertArrayEquals(
                        name, expected.get(name).floats(), data.floats(), 0));
        assertTrue("a run that is done leaves no checkpoint", Files.notExists(cut.resolve("checkpoint")));
    }

    @Test
    public void theLearningRateIsFoundByARangeTest() {
        Map<String, Object> training = new HashMap<>(Topics.union("lora").training());
        training.put("learning_rate", "auto");
        Path pack = Runtime.work().resolve("auto");
        Trainer.Result result = Topics.train(trainer, Topics.union("lora").withTraining(training), pack);
        double rate = ((Number) sessions.read(pack).results().get("learning_rate")).doubleValue();
        assertTrue("rate " + rate, rate > 1e-6 && rate < 1);
        assertTrue("metrics " + result.metrics(), result.metrics().get("accuracy") >= 0.7);
    }

    private static Composition union(Map<String, Object> gating) {
        return Topics.union("lora", "adapter", "prefix-tuning").withGating(gating);
    }

    private Path trained(String name, Composition composition) {
        Path pack = Runtime.work().resolve(name);
        Topics.train(trainer, composition, pack);
        return pack;
    }

    private static Path dev() {
        return Topics.data().resolve("dev.tsv");
    }

    private Map<String, Double> evaluated(Path pack) {
        try (Predictor predictor = orchestrator.open(pack)) {
            return predictor.evaluate(dev()).metrics();
        }
    }

    private List<Prediction> predicted(Path pack) {
        try (Predictor predictor = orchestrator.open(pack)) {
            return predictor.predict(Topics.TEXTS, false);
        }
    }
}
