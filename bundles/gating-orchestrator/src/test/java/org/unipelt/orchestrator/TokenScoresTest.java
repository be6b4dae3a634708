package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.orchestrator.TestRecipes.Method;
import org.unipelt.pelt.prompt.PromptTuningModule;

/** Heads that say something of each token. */
class TokenScoresTest {
    private static final TokenBatch BATCH = new TokenBatch(
            2, 4, new int[] {3, 7, 9, 12, 20, 31, 0, 0}, new int[8], new float[] {1, 1, 1, 1, 1, 1, 0, 0});

    private static Host host;

    @BeforeAll
    static void start() {
        host = SmallBert.host();
    }

    @AfterAll
    static void stop() {
        host.retire();
    }

    /** Whose scores are the hidden states of the text's tokens. */
    private static final class EachToken extends TokenStates {
        @Override
        public Drawing declare(ModelShape shape, Optional<String> pooling, Weights weights) {
            Drawing all = super.declare(shape, pooling, weights);
            return new Drawing() {
                @Override
                public Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs) {
                    return outputs.ofText(scope.ops(), outputs.last());
                }

                @Override
                public Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets) {
                    return all.loss(scope, scores, targets);
                }
            };
        }
    }

    @Test
    void paddingHasNoScores() {
        List<float[]> scores = scores(List.of());

        assertEquals(4 * SmallBert.HIDDEN, scores.get(0).length);
        assertEquals(2 * SmallBert.HIDDEN, scores.get(1).length);
        TokenBatch alone = new TokenBatch(1, 2, new int[] {20, 31}, new int[2], new float[] {1, 1});
        Composed composed = composed(List.of(), TestRecipes.ungated(), new EachToken());
        assertArrayEquals(composed.run(alone, false).scores().get(0), scores.get(1), 1e-5f);
        composed.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix", "prefix_after_bos"})
    void virtualTokensHaveNoScores(String place) {
        Method prompt = new Method(
                "prompt-tuning",
                new PromptTuningModule(),
                Map.of("form", "exact", "positions", "unshifted", "num_virtual_tokens", 3, "combine", place));
        List<float[]> base = scores(List.of());
        List<float[]> shut = scores(List.of(prompt), TestRecipes.fixed(Map.of("prompt-tuning", 0.0)));

        for (int row = 0; row < 2; row++) {
            assertArrayEquals(base.get(row), shut.get(row), 1e-4f);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "prompt"})
    void virtualTokensBehindTheFirstStandThereWhateverStandsInFront(String summary) {
        Method front = prompt("front", "summary", summary);
        Method behind = prompt("behind", "combine", "prefix_after_bos");

        List<float[]> scores = scores(List.of(front, behind));

        List<float[]> turned = scores(List.of(behind, front));
        for (int row = 0; row < 2; row++) {
            assertArrayEquals(turned.get(row), scores.get(row), 1e-5f);
        }
    }

    @Test
    void theLastVirtualTokensThatStandForTheTextDo() {
        List<Method> methods = List.of(prompt("front", "summary", "text"), prompt("leading", "summary", "prompt"));
        Composed composed = composed(methods, TestRecipes.ungated(), new TokenStates());

        assertEquals(
                (3 + 3 + 4) * SmallBert.HIDDEN,
                composed.run(BATCH, false).scores().get(0).length);
        composed.release();
    }

    /** Three virtual tokens that take positions, so that it matters where they stand. */
    private static Method prompt(String name, String key, String value) {
        return new Method(
                name, new PromptTuningModule(), Map.of("positions", "shifted", "num_virtual_tokens", 3, key, value));
    }

    private static List<float[]> scores(List<Method> methods) {
        return scores(methods, TestRecipes.ungated());
    }

    private static List<float[]> scores(List<Method> methods, Recipe.Gating gating) {
        Composed composed = composed(methods, gating, new EachToken());
        List<float[]> scores = composed.run(BATCH, false).scores();
        composed.release();
        return scores;
    }

    private static Composed composed(List<Method> methods, Recipe.Gating gating, TaskHead head) {
        Plan plan = Planner.plan(host.model(), TestRecipes.of(methods, gating, head), Optional.empty());
        return Composed.draw(host, plan, Map.of(), 1);
    }
}
