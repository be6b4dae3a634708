package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.api.Prediction;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.pack.Packs;

/** Every gating network under every policy, and every aggregation, trains a union on a tiny BERT and predicts with it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class GatesIT {
    private static final List<String> NETWORKS = List.of("feed-forward", "recurrent", "transformer");
    private static final List<String> SCOPES = List.of("contribution", "layer", "global");
    private static final List<Map<String, Object>> OTHER_MEANS =
            List.of(Map.of("pooling", "faithful"), Map.of("pooling", "first"), Map.of("mean_of", "scores"));

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Packs packs;

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(GatesIT.class)};
    }

    @Test
    public void everyNetworkTrainsInEveryScopeAndLevel() throws Exception {
        for (int network = 0; network < NETWORKS.size(); network++) {
            for (int scope = 0; scope < SCOPES.size(); scope++) {
                // a square: each network and each scope meets each way from tokens to a gate once
                Map<String, Object> gating = new LinkedHashMap<>(
                        switch ((network + scope) % 3) {
                            case 0 -> Map.of("pooling", "masked");
                            case 1 -> Map.of("level", "token");
                            default -> OTHER_MEANS.get(network);
                        });
                gating.put("network", NETWORKS.get(network));
                gating.put("scope", SCOPES.get(scope));
                int expected =
                        switch (SCOPES.get(scope)) {
                            case "contribution" -> 3 * 6 + 1;
                            case "layer" -> 3 * 5 + 1;
                            default -> 6;
                        };
                List<Prediction.GateValue> gates = trained(gating);
                assertEquals(gating + ": " + gates, expected, gates.size());
            }
        }
    }

    @Test
    public void competingGatesSumToOneInEveryLayer() throws Exception {
        for (Map<String, Object> policy : List.<Map<String, Object>>of(
                Map.of("normalisation", "softmax", "temperature", 0.5),
                Map.of("normalisation", "top-k", "k", 2, "scope", "global"),
                Map.of("normalisation", "softmax", "level", "token"))) {
            Map<String, Double> sums = new LinkedHashMap<>();
            trained(policy).forEach(gate -> sums.merge(gate.layer(), gate.value(), Double::sum));
            sums.forEach((layer, sum) -> assertEquals(policy + " in " + layer, 1, sum, 1e-5));
        }
    }

    @Test
    public void topOneOpensOneMethodInEachLayer() throws Exception {
        for (Prediction.GateValue gate : trained(Map.of("normalisation", "top-k", "k", 1))) {
            assertTrue(gate.toString(), Math.abs(gate.value()) < 1e-6 || Math.abs(gate.value() - 1) < 1e-6);
        }
    }

    @Test
    public void aLearnedThresholdShutsGatesOrLeavesThem() throws Exception {
        for (Prediction.GateValue gate : trained(Map.of("normalisation", "threshold"))) {
            assertTrue(gate.toString(), gate.value() >= 0 && gate.value() < 1);
        }
    }

    @Test
    public void fixedGatesAreNotLearned() throws Exception {
        assertEquals(List.of(), trained(Map.of("network", "fixed", "weights", Map.of("lora", 0.5))));
    }

    @Test
    public void attentionFusionTrainsUnderGatesAndWithout() throws Exception {
        Map<String, Object> fusion = Map.of("name", "attention-fusion", "size", 4);
        Composition union = union(Map.of()).withAggregation(fusion);
        assertTrue(packs.parameters(union).get("aggregation").trained() > 0);
        assertEquals(19, trained(union).size());
        assertEquals(List.of(), trained(union(Map.of("network", "none")).withAggregation(fusion)));
    }

    @Test
    public void badGatingIsRefusedByName() {
        refused(
                Map.of("normalisation", "softmax", "scope", "contribution"),
                "Write \"scope\": \"layer\" or \"global\"");
        refused(Map.of("network", "recurent"), "recurrent");
        refused(Map.of("network", "recurrent", "hidden_size", 0), "hidden_size");
        refused(Map.of("pooling", "maskt"), "masked");
        refused(Map.of("temperature", 0), "0.001 to 1000");
        refused(Map.of("network", "fixed", "weights", Map.of("lora", -1)), "0 to 1000");
        refused(Map.of("network", "fixed", "weights", Map.of("lroa", 0.5)), "Did you mean 'lora'");
        refused(Map.of("network", "fixed", "scope", "layer", "weights", Map.of("lora.query", 0.5)), "'lora.query'");
    }

    private void refused(Map<String, Object> gating, String part) {
        org.unipelt.api.UniPeltException refusal =
                assertThrows(org.unipelt.api.UniPeltException.class, () -> packs.parameters(union(gating)));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains(part));
    }

    private List<Prediction.GateValue> trained(Map<String, Object> gating) throws Exception {
        return trained(union(gating));
    }

    private List<Prediction.GateValue> trained(Composition composition) throws Exception {
        Path pack = java.nio.file.Files.createTempDirectory(Runtime.work(), "gates");
        Trainer.Result result = Topics.train(trainer, composition, pack);
        assertTrue("losses " + result.losses(), result.losses().stream().allMatch(Double::isFinite));
        try (Predictor predictor = orchestrator.open(pack)) {
            assertEquals(
                    result.metrics(),
                    predictor.evaluate(Topics.data().resolve("dev.tsv")).metrics());
            return predictor.predict(Topics.TEXTS, true).get(0).gates();
        }
    }

    /** Six methods, so that every kind of contribution is gated: LoRA, adapter, prefix, biases, prompt and scales of it. */
    private static Composition union(Map<String, Object> gating) {
        List<Map<String, Object>> methods = new ArrayList<>();
        methods.add(Map.of("method", "lora", "r", 2));
        methods.add(Map.of("method", "lora", "name", "wide", "r", 4, "targets", List.of("ffn_in")));
        methods.add(Map.of("method", "adapter", "bottleneck", 4));
        methods.add(Map.of("method", "prefix-tuning", "prefix_length", 2));
        methods.add(Map.of("method", "bitfit"));
        methods.add(Map.of("method", "prompt-tuning", "num_virtual_tokens", 2));
        return Composition.of(
                Map.of(
                        "base",
                        Path.of(System.getProperty("unipelt.project"))
                                .resolve("integration-tests/src/test/resources/tiny-bert")
                                .toString(),
                        "task",
                        Topics.union("lora").task(),
                        "methods",
                        methods,
                        "gating",
                        gating,
                        "training",
                        Map.of("epochs", 1, "batch_size", 8, "learning_rate", 0.01, "seed", 7, "gate_entropy", 0.01)),
                "gates");
    }
}
