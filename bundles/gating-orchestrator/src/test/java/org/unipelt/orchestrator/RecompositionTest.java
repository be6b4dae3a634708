package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.exceptions.TensorFlowException;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.lora.LoraModule;

/** What becomes of a composition that is replaced while it is in use. */
class RecompositionTest {
    private static final TokenBatch BATCH =
            new TokenBatch(1, 3, new int[] {3, 7, 9}, new int[3], new float[] {1, 1, 1});

    @TempDir
    Path folder;

    @Test
    void aCallThatRunsEndsOnTheCompositionThatItBeganOn() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.start("adapter", new AdapterModule());
            framework.pack(TestEngine.composition("lora", "adapter"), folder);
            try (LivePredictor predictor = (LivePredictor) framework.orchestrator.open(folder)) {
                Revision before = predictor.current();
                assertTrue(before.enter());
                float[] scores = scores(before);
                framework.stop("adapter");
                TestEngine.await(() -> predictor.methods().equals(List.of("lora")));
                assertArrayEquals(scores, scores(before));
                assertEquals(List.of("lora", "adapter"), before.methods());
                before.leave();
                TestEngine.await(() -> !entered(before));
                assertThrows(TensorFlowException.class, () -> scores(before), "its weights are freed");
                scores(predictor.current());
            }
        }
    }

    @Test
    void aPackThatIsClosedWhileACallRunsIsReleasedBehindIt() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.composition("lora"), folder);
            LivePredictor predictor = (LivePredictor) framework.orchestrator.open(folder);
            Revision running = predictor.current();
            assertTrue(running.enter());
            predictor.close();
            scores(running);
            running.leave();
            assertFalse(running.enter());
        }
    }

    /** Whether a call could still run; one that could is ended. */
    private static boolean entered(Revision revision) {
        boolean entered = revision.enter();
        if (entered) {
            revision.leave();
        }
        return entered;
    }

    private static float[] scores(Revision revision) {
        return revision.composed().run(BATCH, false).scores().get(0);
    }
}
