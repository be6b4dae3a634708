package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.orchestrator.TestRecipes.Method;
import org.unipelt.pelt.bitfit.BitFitModule;
import org.unipelt.pelt.lora.LoraModule;

class FoldingTest {
    private static final TokenBatch BATCH =
            new TokenBatch(2, 3, new int[] {3, 7, 9, 12, 20, 5}, new int[6], new float[] {1, 1, 1, 1, 1, 1});

    @TempDir
    Path folder;

    /** Of neither scale nor gate 1, so that leaving one out would show. */
    @Test
    void aMergedPackComputesTheSame() {
        Composition composition = Composition.of(
                Map.of(
                        "base",
                        TestEngine.BASE,
                        "device",
                        "cpu",
                        "methods",
                        List.of(Map.of(
                                "method",
                                "lora",
                                "r",
                                2,
                                "lora_alpha",
                                6,
                                "lora_bias",
                                true,
                                "targets",
                                List.of("query", "value", "pooler"))),
                        "gating",
                        Map.of("network", "fixed", "weights", Map.of("lora", 0.5))),
                "test");
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            Path first = framework.pack(composition, folder.resolve("first"));
            Path pack = folder.resolve("trained");
            try (TrainableComposition training = framework.trainable(composition)) {
                for (int step = 1; step <= 3; step++) {
                    training.step(BATCH, new float[] {1, 0, 0, 1}, 0.05, step);
                }
                training.save(pack, training.weights(), Map.of());
            }
            Path merged = folder.resolve("merged");
            new PackOperations(framework.engine).merge(pack, Optional.empty(), merged, () -> false);
            double expected = score(framework, pack);
            assertNotEquals(score(framework, first), expected, 1e-3, "training mattered");
            assertEquals(expected, score(framework, merged), 1e-5);
        }
    }

    /** In GPT-2 a norm stands in front of the attention: what is folded into it, gates of its layer must have read before. */
    @Test
    void gatesReadAShiftThatNothingWeighs() throws IOException {
        Host host = TinyModels.host("tiny-gpt2");
        Method bias = new Method(
                "bitfit",
                new BitFitModule(),
                Map.of("targets", List.of("attention_norm"), "gating", Map.of("network", "none")));
        Method lora = new Method("lora", new LoraModule(), Map.of("r", 2));
        Plan plan = Planner.plan(
                host.model(),
                TestRecipes.of(List.of(bias, lora), TestRecipes.gated(Map.of("scope", "layer")), new TokenStates()),
                Optional.empty());
        Map<String, float[]> shifts = new HashMap<>();
        plan.deployed().get("bitfit").forEach(shift -> {
            float[] values = new float[Math.toIntExact(shift.size())];
            Arrays.fill(values, 0.5f);
            shifts.put(shift.name(), values);
        });
        Composed without = Composed.draw(host, plan, Map.of(), 1);
        Composed with = Composed.draw(host, plan, shifts, 1);
        float[] before = without.run(BATCH, true).gates().get(0);
        float[] after = with.run(BATCH, true).gates().get(0);
        assertNotEquals(before[0], after[0], 1e-3);
        without.release();
        with.release();
        host.retire();
    }

    private static double score(TestEngine framework, Path pack) {
        try (Predictor predictor = framework.orchestrator.open(pack)) {
            return predictor
                    .predict(List.of(TextInput.of("3 7 9")), false)
                    .get(0)
                    .scores()
                    .get("a");
        }
    }
}
