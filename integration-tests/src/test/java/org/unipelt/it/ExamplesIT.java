package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Prediction;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.api.session.ModelSessions;

/**
 * What someone else may write with the api alone: two methods, a gate and an aggregation, built apart, dropped into the running
 * framework and trained there.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ExamplesIT {
    private static final int HIDDEN = 384;
    private static final int RANK = 16;
    private static final Map<String, Object> GUMBEL =
            Map.of("network", "gumbel", "normalisation", "top-k", "temperature", 0.5, "mean_of", "scores");
    private static final Map<String, Object> CONCATENATION = Map.of("name", "concat-projection");

    /** On query and value of six layers. */
    private static final Map<String, Object> DORA = Map.of("method", "dora", "r", RANK, "lora_alpha", RANK);

    private static final Map<String, Object> VERA = Map.of("method", "vera", "r", RANK);

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
        return new Option[] {Runtime.distribution(ExamplesIT.class)};
    }

    @Test
    public void aMethodChangesTheFrozenMap() throws Exception {
        drop("dora", "method", "dora");
        // LoRA's gates do not depend on the text: beside another method it could be folded
        Composition composition = union(Topics.method("lora"), DORA).withGating(Map.of("network", "fixed"));
        Trainer.Result result = learns("dora", composition);
        assertEquals(
                Long.valueOf(12 * (2 * HIDDEN * RANK + HIDDEN)),
                result.parameters().get("dora"));
        Path pack = pack("dora");
        float[] magnitude = sessions.read(pack)
                .weights()
                .get("dora.encoder.layer.0.query.magnitude")
                .floats();
        assertEquals(HIDDEN, magnitude.length);
        for (float value : magnitude) {
            assertTrue("a column's norm, moved a little: " + value, value > 0);
        }
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class, () -> packs.merge(pack, Optional.empty(), pack("never"), () -> false));
        assertTrue(
                refusal.getMessage(),
                refusal.getMessage().contains("lora.encoder.layer.0.query: another method reads"));
    }

    @Test
    public void aMethodKeepsRandomMapsThatNothingTrains() throws Exception {
        drop("vera", "method", "vera");
        Composition composition = union(VERA, Topics.method("lora"));
        Trainer.Result result = learns("vera", composition);
        long trained = 12 * (RANK + HIDDEN);
        assertEquals(Long.valueOf(trained), result.parameters().get("vera"));
        assertEquals(
                new ParameterCount(trained, trained + 2 * HIDDEN * RANK),
                packs.parameters(composition).get("vera"));
        Set<String> shared = sessions.read(pack("vera")).weights().keySet().stream()
                .filter(name -> name.startsWith("vera.") && !name.contains("layer"))
                .collect(Collectors.toSet());
        assertEquals(Set.of("vera.a.384", "vera.b.384"), shared);
    }

    @Test
    public void aGateSamplesInTrainingAndChoosesWhenItPredicts() throws Exception {
        drop("gumbel-gate", "gate", "gumbel");
        learns("gumbel", union(Topics.method("lora"), Topics.method("adapter")).withGating(GUMBEL));
        assertOneMethodInEachLayer("gumbel");
    }

    @Test
    public void anAggregationProjectsShiftsSideBySide() throws Exception {
        drop("concat-projection", "aggregation", "concat-projection");
        Composition composition = union(Topics.method("lora"), Map.of("method", "lora", "name", "other", "r", 2))
                .withAggregation(CONCATENATION);
        learns("concatenation", composition);
        Set<String> rows = sessions.read(pack("concatenation")).weights().keySet();
        assertTrue(rows.toString(), rows.contains("aggregation.encoder.layer.5.query.lora.projection"));
        assertTrue(rows.toString(), rows.contains("aggregation.encoder.layer.5.query.other.projection"));
    }

    @Test
    public void allOfThemTrainTogether() throws Exception {
        drop("dora", "method", "dora");
        drop("vera", "method", "vera");
        drop("gumbel-gate", "gate", "gumbel");
        drop("concat-projection", "aggregation", "concat-projection");
        learns("all", union(DORA, VERA).withGating(GUMBEL).withAggregation(CONCATENATION));
        assertOneMethodInEachLayer("all");
    }

    private static Composition union(Map<String, Object> one, Map<String, Object> other) {
        return Topics.union("lora").withMethods(List.of(one, other));
    }

    private static Path pack(String name) {
        return Runtime.work().resolve(name);
    }

    private void drop(String example, String kind, String name) throws Exception {
        Path bundle = Runtime.example(example);
        assertTrue("build it first: mvn install -pl examples/" + example, Files.exists(bundle));
        if (!there(kind, name)) {
            Runtime.drop(bundle);
            Runtime.await(name, () -> there(kind, name));
        }
    }

    private boolean there(String kind, String name) {
        return orchestrator.modules().stream()
                .anyMatch(module -> module.kind().equals(kind)
                        && module.name().equals(name)
                        && module.state().equals("active"));
    }

    /** Trains, and opens the pack: the loss falls, and the pack answers as the composition did that was trained. */
    private Trainer.Result learns(String name, Composition composition) throws Exception {
        Trainer.Result result = Topics.train(trainer, composition, pack(name));
        List<Double> losses =
                result.epochs().stream().map(Trainer.Epoch::trainingLoss).toList();
        assertTrue("the loss falls: " + losses, losses.get(losses.size() - 1) < losses.get(0));
        List<Prediction> first;
        try (Predictor predictor = orchestrator.open(pack(name))) {
            assertEquals(
                    result.metrics(),
                    predictor.evaluate(Topics.data().resolve("dev.tsv")).metrics());
            first = predictor.predict(Topics.TEXTS, true);
        }
        try (Predictor predictor = orchestrator.open(pack(name))) {
            assertEquals(first, predictor.predict(Topics.TEXTS, true));
        }
        return result;
    }

    private void assertOneMethodInEachLayer(String name) throws Exception {
        try (Predictor predictor = orchestrator.open(pack(name))) {
            for (Prediction prediction : predictor.predict(Topics.TEXTS, true)) {
                Map<String, List<Double>> byLayer = prediction.gates().stream()
                        .collect(Collectors.groupingBy(
                                gate -> gate.layer(), Collectors.mapping(gate -> gate.value(), Collectors.toList())));
                assertEquals(6, byLayer.size());
                byLayer.forEach((layer, gates) -> assertEquals(
                        layer, List.of(0.0, 1.0), gates.stream().sorted().toList()));
            }
        }
    }
}
