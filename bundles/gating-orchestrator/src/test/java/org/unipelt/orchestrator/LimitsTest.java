package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;
import org.unipelt.pelt.prefix.PrefixTuningModule;
import org.unipelt.pelt.prompt.PromptTuningModule;

/** What the model cannot read is refused by name, and never looked up. */
class LimitsTest {
    private static final int POSITIONS = 40;

    private final Host host = SmallBert.host();

    @Test
    void anIdThatIsNoWordIsRefused() {
        for (long id : new long[] {SmallBert.VOCABULARY, -1}) {
            String message = refusal(Plan.NOTHING, 3, id);
            assertEquals(
                    "input 'input_ids': it holds the id " + id
                            + ", and model 'small' has words 0 to 49. Take ids of the" + " model's own tokenizer.",
                    message);
        }
        assertTrue(refusal(Plan.NOTHING, 1L << 32).contains("it holds 4294967296"));
    }

    @Test
    void aTextLongerThanThePositionsIsRefused() {
        assertEquals(POSITIONS, run(Plan.NOTHING, new long[POSITIONS]).shape().get(1));
        String message = refusal(Plan.NOTHING, new long[POSITIONS + 1]);
        assertTrue(message.startsWith("a text of 41 tokens: model 'small' has positions for 40"), message);
    }

    @Test
    void methodsTakePositionsFromTheText() {
        Plan prompt = plan(new TestRecipes.Method(
                "prompt-tuning",
                new PromptTuningModule(),
                Map.of("num_virtual_tokens", 30, "positions", "shifted", "form", "published")));
        assertEquals(POSITIONS, run(prompt, new long[10]).shape().get(1));
        assertTrue(refusal(prompt, new long[11]).contains("has positions for 10"));
        Plan offset = plan(new TestRecipes.Method(
                "prefix-tuning", new PrefixTuningModule(), Map.of("prefix_length", 1, "position_offset", 38)));
        assertEquals(2, run(offset, new long[2]).shape().get(1));
        assertTrue(refusal(offset, new long[3]).contains("has positions for 2"));
    }

    @Test
    void methodsThatLeaveNoPositionAreRefused() {
        Plan offset = plan(new TestRecipes.Method(
                "prefix-tuning", new PrefixTuningModule(), Map.of("prefix_length", 1, "position_offset", POSITIONS)));
        String message =
                assertThrows(ConfigurationException.class, () -> run(offset, 1)).getMessage();
        assertTrue(
                message.startsWith("methods prefix-tuning: they take 40 positions, and model 'small' has 40 for them"),
                message);
    }

    private Plan plan(TestRecipes.Method method) {
        return Planner.plan(
                host.model(), TestRecipes.of(List.of(method), TestRecipes.ungated(), null), Optional.empty());
    }

    private String refusal(Plan plan, long... ids) {
        return assertThrows(DataException.class, () -> run(plan, ids)).getMessage();
    }

    /** The states behind the embeddings. */
    private TensorData run(Plan plan, long... ids) {
        host.use();
        try (OpenComposition composition = OpenComposition.draw(
                host,
                plan,
                Drawing.Purpose.TRAINED,
                OwnBase.Extent.NOTHING,
                Map.of(),
                (pack, weights, results) -> {})) {
            Shape shape = Shape.of(1, ids.length);
            long[] ones = new long[ids.length];
            Arrays.fill(ones, 1);
            return composition
                    .run(
                            Map.of(
                                    "input_ids", TensorData.of(shape, ids),
                                    "attention_mask", TensorData.of(shape, ones)),
                            Set.of("hidden_state.0"))
                    .get("hidden_state.0");
        }
    }
}
