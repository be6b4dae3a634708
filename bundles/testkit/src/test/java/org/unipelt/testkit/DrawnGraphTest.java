package org.unipelt.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.SlotScores;
import org.unipelt.api.pelt.Stage;

class DrawnGraphTest {
    private static final GateGroup GROUP = new GateGroup("attention_input", 2, List.of("lora.query"));

    private static final Site BLOCK = new Site(Stage.ENCODER, 0, SiteKind.FFN_BLOCK, 2, 2, true);

    /** Reads x alone. */
    private static final GateInstance LINEAR = (group, weights) -> {
        SlotScores scores = SlotScores.declare(group.slots(), group.inputSize(), 0, weights);
        return (scope, x, mask) -> scores.draw(scope, x);
    };

    private static Map<String, Values> fed() {
        return Map.of(
                "x", new Values(new double[] {1, 2, 3, 4}, 1, 2, 2),
                "mask", new Values(new double[] {1, 1}, 1, 2),
                "lora.query.weight", new Values(new double[] {10, 20}, 2, 1),
                "lora.query.bias", new Values(new double[] {5}, 1));
    }

    @Test
    void givesWhatIsDrawnAndItsGradients() {
        try (DrawnGraph drawn = DrawnGraph.scores(LINEAR, GROUP)) {
            assertEquals(
                    Set.of("lora.query.weight", "lora.query.bias"),
                    drawn.parameters().keySet());
            assertArrayEquals(new double[] {55, 115}, drawn.output(fed()));
            Values by = new Values(new double[] {1, -2}, 1, 2, 1);
            List<double[]> gradients = drawn.gradients(fed(), by, "lora.query.bias", "x", "lora.query.weight");
            assertArrayEquals(new double[] {-1}, gradients.get(0));
            assertArrayEquals(new double[] {10, 20, -20, -40}, gradients.get(1));
            assertArrayEquals(new double[] {-5, -6}, gradients.get(2));
        }
    }

    @Test
    void whatTheOutputDoesNotFollowFromHasAGradientOfZero() {
        Values by = new Values(new double[] {1, 1}, 1, 2, 1);
        try (DrawnGraph drawn = DrawnGraph.scores(LINEAR, GROUP)) {
            List<double[]> gradients = drawn.gradients(fed(), by, "mask", "lora.query.bias");
            assertArrayEquals(new double[] {0, 0}, gradients.get(0));
            assertArrayEquals(new double[] {2}, gradients.get(1));
        }
        GateInstance stepped = (group, weights) -> {
            GateInstance.Scores scores = LINEAR.declare(group, weights);
            return (scope, x, mask) -> {
                Ops tf = scope.ops();
                return tf.dtypes.cast(tf.math.greater(scores.draw(scope, x, mask), tf.constant(60f)), TFloat32.class);
            };
        };
        try (DrawnGraph drawn = DrawnGraph.scores(stepped, GROUP)) {
            assertArrayEquals(new double[] {0, 1}, drawn.output(fed()));
            assertArrayEquals(
                    new double[] {0, 0, 0, 0}, drawn.gradients(fed(), by, "x").get(0));
        }
    }

    @Test
    void namesWhatIsUnknown() {
        try (DrawnGraph drawn = DrawnGraph.scores(LINEAR, GROUP)) {
            Map<String, Values> misspelt = Map.of("maks", new Values(new double[] {1}, 1, 1));
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> drawn.output(misspelt));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> drawn.gradients(fed(), new Values(new double[] {1, 1}, 1, 2, 1), "maks"));
            assertTrue(e.getMessage().contains("maks") && e.getMessage().contains("mask"), e.getMessage());
        }
    }

    @Test
    void aParameterThatIsCalledAsAnInputIsRefused() {
        GateInstance gate = (group, weights) -> {
            Parameter mask = weights.parameter("mask", Shape.of(2), Initializer.zeros());
            return (scope, x, ignored) -> scope.ops().math.mul(x, scope.value(mask));
        };
        assertThrows(IllegalArgumentException.class, () -> DrawnGraph.scores(gate, GROUP));
    }

    @Test
    void chanceIsFedInTrainingAndNotThereElsewhere() {
        try (DrawnGraph drawn = DrawnGraph.scoresInTraining(noisy(GraphScope::training), GROUP)) {
            Map<String, Values> fed = new HashMap<>(fed());
            fed.put("uniform", new Values(new double[] {0.25, 0.5}, 1, 2, 1));
            fed.put("uniform.1", new Values(new double[] {0.125}, 1, 1, 1));
            assertArrayEquals(new double[] {55.125, 115.375}, drawn.output(fed));
        }
        try (DrawnGraph drawn = DrawnGraph.scores(noisy(GraphScope::training), GROUP)) {
            assertArrayEquals(new double[] {55, 115}, drawn.output(fed()));
        }
        GateInstance always = noisy(scope -> true);
        assertThrows(IllegalStateException.class, () -> DrawnGraph.scores(always, GROUP));
        assertThrows(IllegalStateException.class, () -> DrawnGraph.scoresInTraining(always, GROUP), "both are drawn");
    }

    private static GateInstance noisy(Predicate<GraphScope> noise) {
        return (group, weights) -> {
            GateInstance.Scores scores = LINEAR.declare(group, weights);
            return (scope, x, mask) -> {
                Ops tf = scope.ops();
                Operand<TFloat32> drawn = scores.draw(scope, x, mask);
                if (!noise.test(scope)) {
                    return drawn;
                }
                Operand<TFloat32> first = scope.uniform(tf.shape(drawn));
                return tf.math.add(drawn, tf.math.sub(first, scope.uniform(tf.array(1, 1, 1))));
            };
        };
    }

    @Test
    void refusesWhatTheFrameworkWouldRefuse() {
        assertEquals(
                "what is drawn has shape [-1, -1, 1], and [-1, -1, 2] is needed",
                refusal(() -> DrawnGraph.shift(
                        (scope, x) -> scope.ops().sum(x, scope.ops().constant(2), Sum.keepDims(true)), BLOCK)));
        assertEquals("nothing is drawn", refusal(() -> DrawnGraph.shift((scope, x) -> null, BLOCK)));
        assertEquals(
                "dropout is 1.0, and not from 0 to below 1",
                refusal(() -> DrawnGraph.shift((scope, x) -> scope.dropout(x, 1), BLOCK)));
        assertEquals(
                "linear reads [batch, sequence, in], in known, and is given [-1, 2]",
                refusal(() -> DrawnGraph.shift(
                        (scope, x) ->
                                scope.linear(scope.ops().reshape(x, scope.ops().array(-1, 2)), x, null),
                        BLOCK)));
        Parameter wide = new DeclaredWeights().parameter("wide", Shape.of(3), Initializer.zeros());
        Parameter narrow =
                new DeclaredWeights().derived("narrow", Shape.of(2), List.of(wide), scope -> scope.value(wide));
        assertEquals("what is drawn has shape [3], and [2] is needed", refusal(() -> DrawnGraph.derived(narrow)));
    }

    @Test
    void whatAParameterIsDerivedFromIsNotReadBesideIt() {
        GateInstance derivedAlone = (group, weights) -> {
            Parameter own = weights.parameter("own", Shape.of(1), Initializer.zeros());
            Parameter derived = weights.derived("derived", Shape.of(1), List.of(own), scope -> scope.value(own));
            return (scope, x, mask) -> scaled(scope, x, derived);
        };
        DrawnGraph.scores(derivedAlone, GROUP).close();
        GateInstance both = (group, weights) -> {
            Parameter own = weights.parameter("own", Shape.of(1), Initializer.zeros());
            Parameter derived = weights.derived("derived", Shape.of(1), List.of(own), scope -> scope.value(own));
            return (scope, x, mask) -> scaled(scope, scaled(scope, x, derived), own);
        };
        assertEquals(
                "parameter own is read, and derived is derived from it: only the latter is left after training",
                refusal(() -> DrawnGraph.scores(both, GROUP)));
    }

    private static Operand<TFloat32> scaled(GraphScope scope, Operand<TFloat32> x, Parameter by) {
        Operand<TFloat32> sum = scope.ops().sum(x, scope.ops().constant(2), Sum.keepDims(true));
        return scope.ops().math.mul(sum, scope.value(by));
    }

    private static String refusal(Executable drawing) {
        return assertThrows(RuntimeException.class, drawing).getMessage();
    }

    @Test
    void aFunctionReadsTheMapOfItsSite() {
        Site biased = new Site(Stage.ENCODER, 0, SiteKind.QUERY, 2, 1, true);
        Site plain = new Site(Stage.ENCODER, 0, SiteKind.QUERY, 2, 1, false);
        Map<String, Values> fed = Map.of(
                "x", new Values(new double[] {1, 2}, 1, 1, 2), "weight", new Values(new double[] {10, 20}, 2, 1));
        try (DrawnGraph drawn =
                DrawnGraph.shift((scope, x) -> scope.frozen(biased).output(), biased)) {
            Map<String, Values> all = new HashMap<>(fed);
            all.put("bias", new Values(new double[] {5}, 1));
            assertArrayEquals(new double[] {55}, drawn.output(all));
        }
        try (DrawnGraph drawn = DrawnGraph.shift(
                (scope, x) -> scope.linear(x, scope.frozen(plain).weight(), null), plain)) {
            assertArrayEquals(new double[] {50}, drawn.output(fed));
        }
        assertThrows(
                IllegalStateException.class,
                () -> DrawnGraph.shift((scope, x) -> scope.frozen(plain).output(), BLOCK));
    }

    @Test
    void aParameterStartsFromTheMapOfItsSite() {
        Site site = new Site(Stage.ENCODER, 0, SiteKind.QUERY, 1, 3, false);
        Initializer copy = new Initializer() {
            @Override
            public void fill(float[] values, Shape shape, RandomGenerator random) {
                throw new AssertionError("a base model is there");
            }

            @Override
            public void fill(float[] values, Shape shape, RandomGenerator random, Base base) {
                System.arraycopy(base.weight(site), 0, values, 0, values.length);
            }
        };
        Parameter parameter = new DeclaredWeights().parameter("a", Shape.of(3), copy);
        Values weight = new Values(new double[] {1, 2, 4}, 1, 3);
        assertArrayEquals(
                weight.data(),
                Values.initial(parameter, 1, Map.of(site, weight)).data());
        assertThrows(IllegalArgumentException.class, () -> Values.initial(parameter, 1, Map.of()));
    }

    @Test
    void dropoutLeavesNothingInTraining() {
        Contribution.Function half = (scope, x) -> scope.ops()
                .math
                .add(
                        scope.dropout(x, 0.5),
                        scope.ops().math.mul(scope.dropout(x, 0), scope.ops().constant(10f)));
        try (DrawnGraph drawn = DrawnGraph.shiftInTraining(half, BLOCK)) {
            Values x = new Values(new double[] {1, 2}, 1, 1, 2);
            assertArrayEquals(new double[] {10, 20}, drawn.output(Map.of("x", x)));
        }
    }
}
