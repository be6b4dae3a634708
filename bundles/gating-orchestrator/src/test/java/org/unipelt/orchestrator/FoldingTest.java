package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
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
                        List.of(Map.of("method", "lora", "r", 2, "lora_alpha", 6, "lora_bias", true)),
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
