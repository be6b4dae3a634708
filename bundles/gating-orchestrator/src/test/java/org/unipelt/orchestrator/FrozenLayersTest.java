package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.DestroyResourceOp;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.TrainableComposition.FrozenLayers;
import org.unipelt.api.session.TrainableComposition.Penalties;
import org.unipelt.api.session.TrainableComposition.Setup;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.orchestrator.TestRecipes.Method;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.bitfit.BitFitModule;
import org.unipelt.pelt.lora.LoraModule;
import org.unipelt.pelt.prefix.PrefixTuningModule;
import org.unipelt.pelt.prompt.PromptTuningModule;
import org.unipelt.task.classification.ClassificationTask;
import org.unipelt.training.AdamWOptimiser;

/** Training that goes on from what frozen layers gave is training from the text. */
class FrozenLayersTest {
    private static final TokenBatch BATCH =
            new TokenBatch(3, 4, new int[] {3, 7, 9, 11, 12, 20, 0, 0, 5, 6, 8, 0}, new int[12], new float[] {
                1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0
            });
    /** Two of its texts, with less padding. */
    private static final TokenBatch SHORTER =
            new TokenBatch(2, 3, new int[] {5, 6, 8, 12, 20, 0}, new int[6], new float[] {1, 1, 1, 1, 1, 0});

    private static final Map<String, Object> NO_DROPOUT =
            Map.of("hidden_dropout_prob", 0, "attention_probs_dropout_prob", 0);
    private static final String WORDS = "embeddings.word_embeddings.weight";

    private Host host;

    @AfterEach
    void stop() {
        host.retire();
    }

    /**
     * What is composed.
     *
     * @param layers how many of the two layers are frozen
     * @param readsWords whether gates read the words
     */
    private record Case(
            String name, List<Method> methods, Recipe.Gating gating, String pooling, int layers, boolean readsWords) {
        Case(String name, List<Method> methods, Recipe.Gating gating, String pooling, int layers) {
            this(name, methods, gating, pooling, layers, false);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        Method lora = new Method("lora", new LoraModule(), Map.of("r", 2, "layers", "1"));
        List<Method> union = List.of(
                lora,
                new Method("adapter", new AdapterModule(), Map.of("bottleneck", 3, "layers", "1")),
                new Method("prefix-tuning", new PrefixTuningModule(), Map.of("prefix_length", 2, "layers", "1")));
        Method pooler = new Method("bitfit", new BitFitModule(), Map.of("targets", List.of("pooler")));
        Method shifted = new Method("lora", new LoraModule(), Map.of("r", 2, "targets", List.of("pooler")));
        return Stream.of(
                new Case("head only", List.of(), TestRecipes.ungated(), "mean", 2),
                new Case("head of the pooler", List.of(), TestRecipes.ungated(), "pooler", 2),
                new Case("lora", List.of(lora), TestRecipes.ungated(), "mean", 1),
                new Case("gated union", union, TestRecipes.gated(Map.of()), "first", 1),
                new Case("gates of tokens", union, TestRecipes.gated(Map.of("level", "token")), "mean", 1),
                new Case(
                        "one gate for all layers",
                        union,
                        TestRecipes.gated(Map.of("scope", "global")),
                        "mean",
                        1,
                        true),
                new Case("pooler", List.of(pooler), TestRecipes.ungated(), "pooler", 2),
                new Case("lora of the pooler, gated", List.of(shifted), TestRecipes.gated(Map.of()), "pooler", 2, true),
                new Case("pooler, gated", List.of(pooler, lora), TestRecipes.gated(Map.of()), "pooler", 1, true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAndScoresAreThoseFromTheText(Case composed) {
        host = SmallBert.host(NO_DROPOUT);
        try (GraphTraining plain = training(composed, true);
                GraphTraining kept = training(composed, true)) {
            FrozenLayers frozen = kept.frozenLayers().orElseThrow();
            long bytes = SmallBert.HIDDEN * 4L;
            assertEquals(
                    composed.methods().isEmpty()
                            ? new FrozenLayers(composed.layers(), 0, bytes, false)
                            : new FrozenLayers(composed.layers(), bytes, 0, false),
                    frozen);
            kept.keep(BATCH);
            compare(plain, kept);
            double loss = step(kept, 7, 0);
            forget(composed.readsWords() ? "encoder.layer.0.output.dense.weight" : WORDS);
            assertEquals(loss, step(kept, 7, 0), "what is kept is not computed again");
            assertThrows(TensorFlowException.class, () -> step(plain, 7, 0));
        }
    }

    private static void compare(GraphTraining plain, GraphTraining kept) {
        for (int step = 1; step <= 6; step++) {
            assertEquals(step(plain, step, 0.01), step(kept, step, 0.01), 1e-5, "step " + step);
        }
        Map<String, TensorData> weights = kept.weights();
        plain.weights()
                .forEach((name, data) ->
                        assertArrayEquals(data.floats(), weights.get(name).floats(), 1e-4f, name));
        List<float[]> scores = kept.scores(SHORTER);
        List<float[]> expected = plain.scores(SHORTER);
        for (int row = 0; row < expected.size(); row++) {
            assertArrayEquals(expected.get(row), scores.get(row), 1e-5f);
        }
    }

    /** Takes a frozen weight from the session. */
    private void forget(String weight) {
        Ops tf = Ops.create(host.graph());
        Shape shape = host.weights().shape(weight);
        DestroyResourceOp forgets = tf.destroyResourceOp(
                tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(HostWeights.sharedName(weight))),
                new DestroyResourceOp.Options[0]);
        Session.Runner runner = host.session().runner().addTarget(forgets);
        runner.run().close();
    }

    @Test
    void dropoutBelowLeavesStepsAsTheyAre() {
        host = SmallBert.host();
        Case lora = cases().toList().get(2);
        try (GraphTraining plain = training(lora, true);
                GraphTraining kept = training(lora, true)) {
            assertTrue(kept.frozenLayers().orElseThrow().dropped());
            kept.keep(BATCH);
            assertEquals(step(plain, 1, 0.01), step(kept, 1, 0.01));
            forget(WORDS);
            assertEquals(3, kept.scores(BATCH).size());
        }
    }

    @Test
    void withoutDropoutBelowThereIsDropoutAbove() {
        host = SmallBert.host();
        Case composed = cases().toList().get(3);
        try (GraphTraining plain = training(composed, false);
                GraphTraining kept = training(composed, false)) {
            assertFalse(kept.frozenLayers().orElseThrow().dropped());
            kept.keep(BATCH);
            compare(plain, kept);
            assertNotEquals(step(plain, 7, 0), step(plain, 8, 0), 1e-6);
        }
    }

    @Test
    void aTextThatPaddingStandsInFrontOfIsReadAsEver() {
        host = SmallBert.host(NO_DROPOUT);
        TokenBatch left = new TokenBatch(1, 4, new int[] {0, 5, 6, 8}, new int[4], new float[] {0, 1, 1, 1});
        try (GraphTraining plain = training(cases().toList().get(2), true);
                GraphTraining kept = training(cases().toList().get(2), true)) {
            kept.keep(BATCH);
            kept.keep(left);
            assertArrayEquals(plain.scores(left).get(0), kept.scores(left).get(0), 0);
        }
    }

    @Test
    void nothingIsFrozenBelowWhatStandsInTheFirstLayerOrReadsPadding() {
        host = SmallBert.host(NO_DROPOUT);
        Method lora = new Method("lora", new LoraModule(), Map.of("r", 2));
        Method above = new Method("lora", new LoraModule(), Map.of("r", 2, "layers", "1"));
        Method prompt = new Method("prompt-tuning", new PromptTuningModule(), Map.of("num_virtual_tokens", 2));
        List<Case> none = new ArrayList<>();
        none.add(new Case("first layer", List.of(above, lora), TestRecipes.ungated(), "mean", 0));
        none.add(new Case("words", List.of(prompt), TestRecipes.ungated(), "mean", 0));
        none.add(new Case(
                "norm of the embeddings",
                List.of(new Method("bitfit", new BitFitModule(), Map.of("targets", List.of("embedding_norm")))),
                TestRecipes.ungated(),
                "mean",
                0));
        none.add(new Case("padding", List.of(above), TestRecipes.gated(Map.of("pooling", "faithful")), "mean", 0));
        for (Case composed : none) {
            try (GraphTraining training = training(composed, true)) {
                assertEquals(Optional.empty(), training.frozenLayers(), composed.name());
                training.keep(BATCH);
                assertTrue(Double.isFinite(step(training, 1, 0.01)));
            }
        }
        Case head = cases().toList().get(0);
        try (GraphTraining training = training(head, OwnBase.Extent.EVERYTHING, true)) {
            assertEquals(Optional.empty(), training.frozenLayers());
        }
    }

    private static double step(GraphTraining training, int step, double rate) {
        return training.step(BATCH, new float[] {1, 0, 0, 1, 1, 0}, rate, step);
    }

    private GraphTraining training(Case composed, boolean frozenDropout) {
        return training(composed, OwnBase.Extent.NOTHING, frozenDropout);
    }

    private GraphTraining training(Case composed, OwnBase.Extent ownBase, boolean frozenDropout) {
        AdamWOptimiser adamW = new AdamWOptimiser();
        Setup setup = new Setup(
                head(composed.pooling()),
                adamW.instantiate(adamW.options().parse(Map.of(), "adamw")),
                1,
                Penalties.NONE,
                Map.of(),
                false,
                frozenDropout,
                3);
        Recipe recipe = TestRecipes.of(composed.methods(), composed.gating(), setup.head());
        Plan plan = Planner.plan(host.model(), recipe, Optional.empty());
        host.use();
        return GraphTraining.draw(host, plan, ownBase, setup, (pack, weights, results) -> {});
    }

    private static TaskHead head(String pooling) {
        ClassificationTask task = new ClassificationTask((file, layout, columns) -> List.of());
        return task.instantiate(task.options().parse(Map.of(), "task"))
                .restore(Map.of("labels", List.of("a", "b"), "metric", "accuracy", "pooling", pooling));
    }
}
