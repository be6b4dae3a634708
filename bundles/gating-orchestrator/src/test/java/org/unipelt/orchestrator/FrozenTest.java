package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.FrozenMap;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.session.TrainableComposition.Penalties;
import org.unipelt.api.session.TrainableComposition.Setup;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.orchestrator.TestRecipes.Method;
import org.unipelt.training.SgdOptimiser;

/** What a method may read, keep and draw by chance beside what it trains. */
class FrozenTest {
    private static final Site QUERY =
            new Site(Stage.ENCODER, 0, SiteKind.QUERY, SmallBert.HIDDEN, SmallBert.HIDDEN, true);
    private static final Site FFN_IN = new Site(Stage.ENCODER, 1, SiteKind.FFN_IN, SmallBert.HIDDEN, 24, true);
    private static final String QUERY_WEIGHT = "encoder.layer.0.attention.self.query.weight";
    private static final TokenBatch BATCH =
            new TokenBatch(2, 3, new int[] {3, 7, 9, 12, 20, 0}, new int[6], new float[] {1, 1, 1, 1, 1, 0});

    private Host host;

    @BeforeEach
    void start() {
        host = SmallBert.host(Map.of("hidden_dropout_prob", 0, "attention_probs_dropout_prob", 0));
    }

    @AfterEach
    void stop() {
        host.retire();
    }

    /** Stands at one site, with one function. */
    private record At(Site site, Function<Weights, Contribution.Function> function) implements PeltModule {
        @Override
        public OptionSchema options() {
            return OptionSchema.empty();
        }

        @Override
        public MethodInstance instantiate(Options options) {
            return (asked, weights) ->
                    asked.equals(site) ? List.of(new Contribution.FunctionShift(function.apply(weights))) : List.of();
        }
    }

    private static At reading(Site site, Site read, Function<FrozenMap, Operand<TFloat32>> part) {
        return new At(site, weights -> (scope, x) -> part.apply(scope.frozen(read)));
    }

    private Plan plan(PeltModule module) {
        Recipe recipe = TestRecipes.of(List.of(new Method("own", module)), TestRecipes.ungated(), new TokenStates());
        return Planner.plan(host.model(), recipe, Optional.empty());
    }

    private float[] states(PeltModule module) {
        Composed composed = Composed.draw(host, plan(module), Map.of(), 1);
        float[] states = composed.run(BATCH, false).scores().get(0);
        composed.release();
        return states;
    }

    private GraphTraining training(PeltModule module, long seed, double l2) {
        SgdOptimiser sgd = new SgdOptimiser();
        Setup setup = new Setup(
                new TokenStates(),
                sgd.instantiate(sgd.options().parse(Map.of(), "sgd")),
                0,
                new Penalties(0, l2, 0),
                Map.of(),
                false,
                true,
                seed);
        host.use();
        return GraphTraining.draw(host, plan(module), OwnBase.Extent.NOTHING, setup, (pack, weights, results) -> {});
    }

    private double step(GraphTraining training, int step) {
        return training.step(BATCH, new float[2 * 3 * SmallBert.HIDDEN], 0.1, step);
    }

    @Test
    void aFunctionReadsTheMapOfItsSite() {
        float[] recomputed = states(new At(QUERY, weights -> (scope, x) -> {
            FrozenMap map = scope.frozen(QUERY);
            return scope.linear(x, map.weight(), map.bias());
        }));
        float[] given = states(reading(QUERY, QUERY, FrozenMap::output));
        assertArrayEquals(recomputed, given, 1e-6f);
        float[] nothing =
                states(new At(QUERY, weights -> (scope, x) -> scope.ops().zerosLike(x)));
        assertFalse(Arrays.equals(nothing, given));
    }

    @Test
    void theMapOfALaterSiteIsNotThereYet() {
        MethodFailure failure =
                assertThrows(MethodFailure.class, () -> states(reading(QUERY, FFN_IN, FrozenMap::output)));
        assertTrue(failure.getMessage().contains("encoder.layer.1.ffn_in"), failure.getMessage());
    }

    /** The sums of the weight's rows. */
    private record RowSums(Site site) implements Initializer {
        @Override
        public void fill(float[] values, Shape shape, RandomGenerator random) {
            throw new AssertionError("a base model is loaded");
        }

        @Override
        public void fill(float[] values, Shape shape, RandomGenerator random, Base base) {
            float[] weight = base.weight(site);
            for (int i = 0; i < weight.length; i++) {
                values[i / (weight.length / values.length)] += weight[i];
            }
        }
    }

    private static Contribution.Function scaledBy(Parameter parameter) {
        return (scope, x) -> scope.ops().math.mul(x, scope.value(parameter));
    }

    @Test
    void aParameterStartsFromTheFrozenWeight() {
        At module = new At(
                QUERY, weights -> scaledBy(weights.parameter("sums", Shape.of(SmallBert.HIDDEN), new RowSums(QUERY))));
        float[] weight = host.weights().values(QUERY_WEIGHT);
        float[] expected = new float[SmallBert.HIDDEN];
        for (int i = 0; i < weight.length; i++) {
            expected[i / SmallBert.HIDDEN] += weight[i];
        }
        try (GraphTraining training = training(module, 3, 0)) {
            TensorData start = training.weights().get("own.encoder.layer.0.query.sums");
            assertArrayEquals(expected, start.floats(), 1e-6f);
            step(training, 1);
            assertNotEquals(start, training.weights().get("own.encoder.layer.0.query.sums"));
        }
        assertArrayEquals(weight, host.weights().values(QUERY_WEIGHT));
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> host.values()
                .weight(new Site(Stage.ENCODER, 0, SiteKind.FFN_BLOCK, 16, 16, false)));
        assertTrue(refusal.getMessage().contains("ffn_block"), refusal.getMessage());
    }

    @Test
    void whatIsFrozenIsKeptAndNeitherTrainedNorCountedNorPenalised() {
        Shape shape = Shape.of(SmallBert.HIDDEN);
        At module = new At(QUERY, weights -> {
            Parameter random = weights.shared().frozen("random", shape, Initializer.normal(1));
            Parameter trained = weights.parameter("trained", shape, Initializer.ones());
            return (scope, x) ->
                    scope.ops().math.mul(scope.ops().math.mul(x, scope.value(random)), scope.value(trained));
        });
        double plain;
        try (GraphTraining training = training(module, 3, 0)) {
            plain = step(training, 1);
        }
        try (GraphTraining training = training(module, 3, 0.5)) {
            Map<String, TensorData> before = training.weights();
            assertEquals(Map.of("own", (long) SmallBert.HIDDEN), withoutEmpty(training.parameters()));
            assertEquals(plain + 0.5 * SmallBert.HIDDEN / 2, step(training, 1), 1e-4);
            assertEquals(before.get("own.random"), training.weights().get("own.random"));
            assertNotEquals(
                    before.get("own.encoder.layer.0.query.trained"),
                    training.weights().get("own.encoder.layer.0.query.trained"));
            assertEquals(before.get("own.random"), training.state().get("own.random"));
        }
        Composed composed = Composed.draw(host, plan(module), Map.of("own.random", new float[SmallBert.HIDDEN]), 1);
        assertEquals(
                TensorData.of(shape, new float[SmallBert.HIDDEN]),
                composed.deployed().get("own.random"));
        composed.release();
        try (GraphTraining other = training(module, 4, 0);
                GraphTraining same = training(module, 3, 0);
                GraphTraining again = training(module, 3, 0)) {
            assertEquals(same.weights().get("own.random"), again.weights().get("own.random"));
            assertNotEquals(same.weights().get("own.random"), other.weights().get("own.random"));
        }
    }

    private static Map<String, Long> withoutEmpty(Map<String, Long> counts) {
        Map<String, Long> some = new HashMap<>(counts);
        some.values().removeIf(count -> count == 0);
        return some;
    }

    @Test
    void whatIsLeftToChanceRepeatsWithSeedAndStep() {
        At module = new At(QUERY, weights -> {
            Parameter scale = weights.parameter("scale", Shape.of(SmallBert.HIDDEN), Initializer.ones());
            return (scope, x) -> {
                Operand<TFloat32> scaled = scaledBy(scale).draw(scope, x);
                return scope.training() ? scope.ops().math.mul(scaled, noise(scope, scaled)) : scaled;
            };
        });
        double first;
        try (GraphTraining training = training(module, 3, 0)) {
            first = training.step(BATCH, new float[2 * 3 * SmallBert.HIDDEN], 0, 1);
            assertEquals(first, training.step(BATCH, new float[2 * 3 * SmallBert.HIDDEN], 0, 1), 0);
            assertNotEquals(first, training.step(BATCH, new float[2 * 3 * SmallBert.HIDDEN], 0, 2), 0);
        }
        try (GraphTraining training = training(module, 4, 0)) {
            assertNotEquals(first, training.step(BATCH, new float[2 * 3 * SmallBert.HIDDEN], 0, 1), 0);
        }
        At always = new At(QUERY, weights -> FrozenTest::noise);
        MethodFailure failure = assertThrows(MethodFailure.class, () -> states(always));
        assertTrue(failure.getMessage().contains("outside training"), failure.getMessage());
    }

    /** 0 where two draws are alike. */
    private static Operand<TFloat32> noise(GraphScope scope, Operand<TFloat32> x) {
        Ops tf = scope.ops();
        Operand<TFloat32> one = scope.uniform(tf.shape(x));
        return tf.math.mul(tf.constant(4f), tf.math.sub(one, scope.uniform(tf.shape(x))));
    }
}
