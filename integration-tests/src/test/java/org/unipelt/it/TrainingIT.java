package org.unipelt.it;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.unipelt.api.DataException;
import org.unipelt.api.Prediction;
import org.unipelt.api.TextInput;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;

/** Training on MiniLM: it learns, repeats itself, and what it writes can be read back. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TrainingIT {

    @Inject
    BundleContext context;

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(TrainingIT.class)};
    }

    @Test
    public void aGatedUnionLearnsAndPredicts() throws Exception {
        Path pack = Runtime.work().resolve("learned");
        Trainer.Result result = train(Topics.union("lora", "adapter", "prefix-tuning"), pack);
        assertTrue("accuracy " + result.metrics(), result.metrics().get("accuracy") >= 0.8);
        assertTrue(
                "loss falls: " + result.losses(),
                result.losses().get(result.losses().size() - 1)
                        < result.losses().get(0) / 2);
        try (Predictor predictor = orchestrator.open(pack)) {
            assertEquals(
                    List.of("weather", "food"),
                    predictor.predict(Topics.TEXTS, false).stream()
                            .map(Prediction::label)
                            .toList());
            List<Prediction.GateValue> gates =
                    predictor.predict(Topics.TEXTS, true).get(0).gates();
            assertEquals("query, value, adapter and prefix in six layers", 24, gates.size());
            assertEquals(0, predictor.truncatedTexts());
            predictor.predict(List.of(TextInput.of("rain ".repeat(200)), Topics.TEXTS.get(0)), false);
            assertEquals(1, predictor.truncatedTexts());
            assertEquals(
                    result.metrics(),
                    predictor.evaluate(Topics.data().resolve("dev.tsv")).metrics());
        }
    }

    @Test
    public void oneSeedGivesOneRunAndAnotherSeedAnother() throws Exception {
        Composition composition = Topics.union("lora", "prefix-tuning");
        Trainer.Result first = train(composition, Runtime.work().resolve("first"));
        Trainer.Result second = train(composition, Runtime.work().resolve("second"));
        assertEquals(first.losses(), second.losses());
        assertArrayEquals(
                weights(Runtime.work().resolve("first")), weights(Runtime.work().resolve("second")));
        Map<String, Object> training = new HashMap<>(composition.training());
        training.put("seed", 8);
        Trainer.Result other =
                train(composition.withTraining(training), Runtime.work().resolve("other"));
        assertNotEquals(first.losses(), other.losses());
    }

    @Test
    public void aPackHoldsNoAbsolutePath() throws Exception {
        Path pack = Runtime.work().resolve("private");
        train(Topics.union("lora"), pack);
        String json = Files.readString(pack.resolve("pack.json"));
        assertTrue(json, !json.contains(Runtime.work().toString()) && !json.contains("\"/"));
    }

    @Test
    public void aPackOfANewerFormatIsRefused() throws Exception {
        Path pack = Runtime.work().resolve("newer");
        train(Topics.union("lora"), pack);
        Path json = pack.resolve("pack.json");
        Files.writeString(json, Files.readString(json).replace("\"format\" : 1", "\"format\" : 2"));
        DataException refusal = org.junit.Assert.assertThrows(DataException.class, () -> orchestrator.open(pack));
        assertTrue(
                refusal.getMessage(), refusal.getMessage().contains("it has format 2, and this version reads up to 1"));
    }

    @Test
    public void aPackThatWaitsForItsMethodIsUnavailableAndComesBackByItself() throws Exception {
        Path pack = Runtime.work().resolve("waiting");
        Composition composition = Topics.union("adapter").withLive(new Composition.Live(false, false));
        train(composition, pack);
        Bundle adapter = Stream.of(context.getBundles())
                .filter(b -> b.getSymbolicName().equals("org.unipelt.pelt-adapter"))
                .findFirst()
                .orElseThrow();
        try (Predictor predictor = orchestrator.open(pack)) {
            List<Prediction> before = predictor.predict(Topics.TEXTS, false);
            adapter.stop();
            Runtime.await("the pack to notice", () -> !predictor.availability().available());
            String reason = predictor.availability().reason();
            assertTrue(reason, reason.contains("adapter") && reason.contains("org.unipelt.pelt-adapter"));
            org.junit.Assert.assertThrows(UnavailableException.class, () -> predictor.predict(Topics.TEXTS, false));
            adapter.start();
            Runtime.await(
                    "the pack to come back", () -> predictor.availability().available());
            assertEquals(before, predictor.predict(Topics.TEXTS, false));
        } finally {
            adapter.start();
        }
    }

    @Test
    public void aRunThatIsCancelledLeavesAPackThatPredicts() throws Exception {
        Path pack = Runtime.work().resolve("cancelled");
        int[] steps = {0};
        Trainer.Result result = trainer.train(
                Topics.union("lora"), Topics.data(), pack, new Trainer.Listener() {}, () -> ++steps[0] >= 2);
        assertTrue(result.cancelled());
        assertEquals(2, result.losses().size());
        try (Predictor predictor = orchestrator.open(pack)) {
            assertEquals(2, predictor.predict(Topics.TEXTS, false).size());
        }
    }

    private Trainer.Result train(Composition composition, Path pack) throws Exception {
        return Topics.train(trainer, composition, pack);
    }

    private static byte[] weights(Path pack) throws Exception {
        try (Stream<Path> files = Files.list(pack)) {
            return Files.readAllBytes(files.filter(f -> f.toString().endsWith(".safetensors"))
                    .findFirst()
                    .orElseThrow());
        }
    }
}
