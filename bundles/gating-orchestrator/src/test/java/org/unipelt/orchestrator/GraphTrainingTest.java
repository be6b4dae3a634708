package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.Options;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.session.TrainableComposition.Penalties;
import org.unipelt.api.session.TrainableComposition.Setup;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.api.training.Optimiser.OptimiserInstance;
import org.unipelt.orchestrator.TestRecipes.Method;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.bitfit.BitFitModule;
import org.unipelt.pelt.lora.LoraModule;
import org.unipelt.pelt.prefix.PrefixTuningModule;
import org.unipelt.pelt.prompt.PromptTuningModule;
import org.unipelt.task.classification.ClassificationTask;
import org.unipelt.training.AdamWOptimiser;
import org.unipelt.training.SgdOptimiser;

/** What a training step does beside the optimiser's own arithmetic. */
class GraphTrainingTest {
    private static final TokenBatch FIRST =
            new TokenBatch(2, 3, new int[] {3, 7, 9, 12, 20, 0}, new int[6], new float[] {1, 1, 1, 1, 1, 0});
    private static final TokenBatch SECOND =
            new TokenBatch(1, 3, new int[] {5, 6, 8}, new int[3], new float[] {1, 1, 1});
    private static final TokenBatch BOTH = new TokenBatch(
            3, 3, new int[] {3, 7, 9, 12, 20, 0, 5, 6, 8}, new int[9], new float[] {1, 1, 1, 1, 1, 0, 1, 1, 1});
    private static final float[] FIRST_TARGETS = {1, 0, 0, 1};
    private static final float[] SECOND_TARGETS = {1, 0};
    private static final float[] BOTH_TARGETS = {1, 0, 0, 1, 1, 0};

    private Host host;

    @BeforeEach
    void start() {
        // without dropout, so that parts and the whole see the same
        host = SmallBert.host(Map.of("hidden_dropout_prob", 0, "attention_probs_dropout_prob", 0));
    }

    @AfterEach
    void stop() {
        host.retire();
    }

    @Test
    void aBatchInPartsIsTheBatchInOne() {
        Map<String, TensorData> whole;
        Map<String, TensorData> inParts;
        double loss;
        try (GraphTraining training = training(setup(Penalties.NONE, Map.of(), false), Map.of())) {
            loss = training.step(BOTH, BOTH_TARGETS, 0.1, 1);
            training.step(BOTH, BOTH_TARGETS, 0.1, 2);
            whole = training.weights();
        }
        try (GraphTraining training = training(setup(Penalties.NONE, Map.of(), true), Map.of())) {
            List<Part> parts = List.of(new Part(FIRST, FIRST_TARGETS), new Part(SECOND, SECOND_TARGETS));
            assertEquals(loss, training.step(parts, 0.1, 1), 1e-6);
            training.step(parts, 0.1, 2);
            inParts = training.weights();
        }
        assertClose(whole, inParts, 1e-6f);
    }

    @Test
    void aRestoredStateGoesOnBitForBit() {
        Map<String, TensorData> expected;
        Map<String, TensorData> state;
        Setup setup = new Setup(head(), adamW(), 1, Penalties.NONE, Map.of(), false, true, 3);
        try (GraphTraining training = training(setup, Map.of())) {
            training.step(BOTH, BOTH_TARGETS, 0.01, 1);
            state = training.state();
            training.step(BOTH, BOTH_TARGETS, 0.01, 2);
            expected = training.weights();
        }
        try (GraphTraining training = training(setup, Map.of())) {
            training.restore(state);
            training.step(BOTH, BOTH_TARGETS, 0.01, 2);
            assertClose(expected, training.weights(), 0);
            state.remove(state.keySet().iterator().next());
            assertThrows(ConfigurationException.class, () -> training.restore(state));
        }
    }

    @Test
    void anOwnersRateIsItsOwn() {
        try (GraphTraining training =
                training(setup(Penalties.NONE, Map.of("lora", 0.0, "gates", 2.0), false), Map.of())) {
            Map<String, TensorData> before = training.weights();
            training.step(BOTH, BOTH_TARGETS, 0.1, 1);
            Map<String, TensorData> after = training.weights();
            for (String name : before.keySet()) {
                boolean moved = !Arrays.equals(
                        before.get(name).floats(), after.get(name).floats());
                assertFalse(moved && name.startsWith("lora."), name);
            }
            assertTrue(changed(before, after, "gate."));
            assertTrue(changed(before, after, "adapter."));
        }
    }

    @Test
    void whatStandsAtAPoolerThatIsNotReadStaysAsItIsWithItsGate() {
        Method bias = new Method("bitfit", new BitFitModule(), Map.of("targets", List.of("query", "pooler")));
        Setup setup = setup(Penalties.NONE, Map.of(), false);
        try (GraphTraining training = training(List.of(bias), setup, Map.of("scope", "contribution"))) {
            Map<String, TensorData> before = training.weights();
            training.step(BOTH, BOTH_TARGETS, 0.1, 1);
            training.step(BOTH, BOTH_TARGETS, 0.1, 2); // gates of shifts that are 0 do not move
            Map<String, TensorData> after = training.weights();
            assertTrue(changed(before, after, "bitfit.encoder.layer.0.query."));
            assertTrue(changed(before, after, "gate.encoder.layer.0."));
            assertTrue(before.containsKey("bitfit.encoder.pooler.bias"), before.keySet()::toString);
            assertFalse(changed(before, after, "bitfit.encoder.pooler."));
        }
    }

    @Test
    void penaltiesAreAddedToTheLoss() {
        double plain;
        double squares = 0;
        double sizes = 0;
        try (GraphTraining training = training(setup(Penalties.NONE, Map.of(), false), Map.of())) {
            for (TensorData data : training.weights().values()) {
                for (float value : data.floats()) {
                    squares += value * value / 2;
                    sizes += Math.abs(value);
                }
            }
            plain = training.step(BOTH, BOTH_TARGETS, 0, 1);
        }
        try (GraphTraining training = training(setup(new Penalties(0.01, 0.1, 0), Map.of(), false), Map.of())) {
            assertEquals(plain + 0.01 * sizes + 0.1 * squares, training.step(BOTH, BOTH_TARGETS, 0, 1), 1e-4);
        }
        try (GraphTraining training = training(setup(new Penalties(0, 0, 1), Map.of(), false), Map.of())) {
            // gates that start near one half are as unsure as they can be
            assertEquals(plain + Math.log(2), training.step(BOTH, BOTH_TARGETS, 0, 1), 1e-2);
        }
    }

    @Test
    void gradientsAreCutToTheirMaximumNorm() {
        Setup setup = new Setup(head(), sgd(), 0.01, Penalties.NONE, Map.of(), false, true, 3);
        try (GraphTraining training = training(setup, Map.of())) {
            Map<String, TensorData> before = training.weights();
            training.step(BOTH, BOTH_TARGETS, 1, 1);
            double squares = 0;
            for (Map.Entry<String, TensorData> after : training.weights().entrySet()) {
                float[] then = before.get(after.getKey()).floats();
                for (int i = 0; i < then.length; i++) {
                    squares += Math.pow(after.getValue().floats()[i] - then[i], 2);
                }
            }
            assertEquals(0.01, Math.sqrt(squares), 1e-5);
        }
    }

    @Test
    void eachStepAndEachPartDropsOutOthersAndARepeatedOneTheSame() {
        host.leave();
        host.retire();
        host = SmallBert.host();
        Part part = new Part(FIRST, FIRST_TARGETS);
        try (GraphTraining training = training(setup(Penalties.NONE, Map.of(), true), Map.of())) {
            double loss = training.step(List.of(part), 0, 1);
            assertEquals(loss, training.step(List.of(part), 0, 1));
            assertNotEquals(loss, training.step(List.of(part), 0, 2), 1e-6);
            assertNotEquals(loss, training.step(List.of(part, part), 0, 1), 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax", "top-k", "threshold", "sigmoid"})
    void everyNormalisationTeachesItsGates(String normalisation) {
        try (GraphTraining training = training(
                setup(Penalties.NONE, Map.of(), false), Map.of("normalisation", normalisation, "balance", 0))) {
            Map<String, TensorData> before = training.weights();
            training.step(BOTH, BOTH_TARGETS, 0.1, 1); // LoRA begins as nothing, and its gate with it
            training.step(BOTH, BOTH_TARGETS, 0.1, 2);
            assertTrue(changed(before, training.weights(), "gate."));
        }
    }

    @Test
    void copiesOfTheBaseAreTrainedAndTheBaseIsNot() {
        String weight = "encoder.layer.0.attention.self.query.weight";
        float[] frozen = host.weights().values(weight);
        Recipe recipe = TestRecipes.of(List.of(), TestRecipes.ungated(), head());
        Plan plan = Planner.plan(host.model(), recipe, Optional.empty());
        host.use();
        try (GraphTraining training = GraphTraining.draw(
                host,
                plan,
                OwnBase.Extent.EVERYTHING,
                setup(Penalties.NONE, Map.of(), false),
                (pack, weights, results) -> {})) {
            Map<String, TensorData> before = training.weights();
            assertArrayEquals(frozen, before.get("base." + weight).floats());
            training.step(BOTH, BOTH_TARGETS, 0.1, 1);
            assertTrue(changed(before, training.weights(), "base." + weight));
        }
        assertArrayEquals(frozen, host.weights().values(weight));
    }

    @Test
    void aPromptStartsFromTheModelsWords() {
        Method prompt = new Method(
                "prompt-tuning",
                new PromptTuningModule(),
                Map.of("num_virtual_tokens", 3, "prompt_tuning_init", "text", "prompt_tuning_init_text", "7 9"));
        Plan plan = Planner.plan(
                host.model(), TestRecipes.of(List.of(prompt), TestRecipes.ungated(), head()), Optional.empty());
        float[] start = InitialValues.of(plan.trained().get("prompt-tuning").get(0), 1, host.values());
        float[] words = host.weights().values("embeddings.word_embeddings.weight");
        int[] ids = {7, 9, 7};
        for (int i = 0; i < ids.length; i++) {
            assertArrayEquals(
                    Arrays.copyOfRange(words, ids[i] * SmallBert.HIDDEN, (ids[i] + 1) * SmallBert.HIDDEN),
                    Arrays.copyOfRange(start, i * SmallBert.HIDDEN, (i + 1) * SmallBert.HIDDEN));
        }
    }

    private GraphTraining training(Setup setup, Map<String, Object> policy) {
        List<Method> methods = List.of(
                new Method("lora", new LoraModule(), Map.of("r", 2)),
                new Method("adapter", new AdapterModule(), Map.of("bottleneck", 3)),
                new Method(
                        "prefix-tuning",
                        new PrefixTuningModule(),
                        Map.of("prefix_length", 2, "flat", false, "bottleneck_size", 4)));
        return training(methods, setup, policy);
    }

    private GraphTraining training(List<Method> methods, Setup setup, Map<String, Object> policy) {
        Recipe recipe = TestRecipes.of(methods, TestRecipes.gated(policy), setup.head());
        Plan plan = Planner.plan(host.model(), recipe, Optional.empty());
        host.use();
        return GraphTraining.draw(host, plan, OwnBase.Extent.NOTHING, setup, (pack, weights, results) -> {});
    }

    private static Setup setup(Penalties penalties, Map<String, Double> rates, boolean accumulating) {
        return new Setup(head(), sgd(), 0, penalties, rates, accumulating, true, 3);
    }

    private static OptimiserInstance sgd() {
        SgdOptimiser sgd = new SgdOptimiser();
        Options options = sgd.options().parse(Map.of(), "sgd");
        return sgd.instantiate(options);
    }

    private static OptimiserInstance adamW() {
        AdamWOptimiser adamW = new AdamWOptimiser();
        return adamW.instantiate(adamW.options().parse(Map.of(), "adamw"));
    }

    private static TaskHead head() {
        ClassificationTask task = new ClassificationTask((file, layout, columns) -> List.of());
        return task.instantiate(task.options().parse(Map.of(), "task"))
                .restore(Map.of("labels", List.of("a", "b"), "metric", "accuracy", "pooling", "mean"));
    }

    private static boolean changed(Map<String, TensorData> before, Map<String, TensorData> after, String prefix) {
        return before.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .anyMatch(name -> !Arrays.equals(
                        before.get(name).floats(), after.get(name).floats()));
    }

    private static void assertClose(Map<String, TensorData> expected, Map<String, TensorData> actual, float tolerance) {
        assertEquals(expected.keySet(), new LinkedHashMap<>(actual).keySet());
        expected.forEach((name, data) ->
                assertArrayEquals(data.floats(), actual.get(name).floats(), tolerance, name));
    }
}
