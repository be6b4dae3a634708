package org.unipelt.gate.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.FiniteDifferences;
import org.unipelt.testkit.Values;

class RecurrentGateTest {
    private static final int IN = 3;
    private static final int SIZE = 4;
    private static final List<String> SLOTS = List.of("lora.query", "adapter.ffn_block");
    private static final GateGroup GROUP = new GateGroup("attention_input", IN, SLOTS);

    private static GateInstance gate(boolean bidirectional) {
        RecurrentGate gate = new RecurrentGate();
        return gate.instantiate(
                gate.options().parse(Map.of("hidden_size", SIZE, "bidirectional", bidirectional), "test"));
    }

    private static Map<String, Values> fed(DrawnGraph drawn, int length, double... mask) {
        Map<String, Values> fed = drawn.randomValues();
        int batch = mask.length / length;
        fed.put("x", Values.random(1, 1, batch, length, IN));
        fed.put("mask", new Values(mask, batch, length));
        return fed;
    }

    private static double[] plain(Map<String, Values> fed, boolean bidirectional) {
        return new PlainUnit(fed, GROUP.name(), IN, SIZE, SLOTS, bidirectional).scores();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theScoresAreThoseOfThePaperAtEveryLength(boolean bidirectional) {
        try (DrawnGraph drawn = DrawnGraph.scores(gate(bidirectional), GROUP)) {
            for (int length : new int[] {1, 2, 7, 150}) {
                double[] mask = new double[2 * length];
                Arrays.fill(mask, 1);
                mask[2 * length - 1] = 0;
                Map<String, Values> fed = fed(drawn, length, mask);
                assertArrayEquals(plain(fed, bidirectional), drawn.output(fed), 1e-5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theGradientsAreThoseByFiniteDifferences(boolean bidirectional) {
        try (DrawnGraph drawn = DrawnGraph.scores(gate(bidirectional), GROUP)) {
            // virtual tokens may stand in the mask with a part of their weight
            Map<String, Values> fed = fed(drawn, 5, 1, 1, 1, 0, 0, 1, 0.3, 1, 1, 1);
            String[] names = fed.keySet().toArray(String[]::new);
            Values by = Values.random(2, 1, 2, 5, SLOTS.size());
            List<double[]> gradients = drawn.gradients(fed, by, names);
            for (int i = 0; i < names.length; i++) {
                assertArrayEquals(
                        FiniteDifferences.gradient(moved -> plain(moved, bidirectional), fed, names[i], by),
                        gradients.get(i),
                        2e-5,
                        names[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void paddingDoesNotReachTheScoresOfTokens(boolean bidirectional) {
        try (DrawnGraph drawn = DrawnGraph.scores(gate(bidirectional), GROUP)) {
            Map<String, Values> shorter = fed(drawn, 3, 1, 1, 1);
            Map<String, Values> longer = new LinkedHashMap<>(shorter);
            double[] x = Values.random(9, 5, 1, 6, IN).data();
            System.arraycopy(shorter.get("x").data(), 0, x, 0, 3 * IN);
            longer.put("x", new Values(x, 1, 6, IN));
            longer.put("mask", new Values(new double[] {1, 1, 1, 0, 0, 0}, 1, 6));
            double[] tokens = drawn.output(longer);
            assertArrayEquals(drawn.output(shorter), Arrays.copyOf(tokens, 3 * SLOTS.size()), 1e-6);
        }
    }

    @Test
    void twoGraphsOfOneServiceLiveInOneHost() {
        RecurrentGate service = new RecurrentGate();
        GateInstance instance = service.instantiate(service.options().parse(Map.of("hidden_size", SIZE), "test"));
        GateInstance twice = (group, weights) -> {
            GateInstance.Scores first = instance.declare(group, weights);
            GateInstance.Scores second =
                    instance.declare(new GateGroup("ffn_input", group.inputSize(), group.slots()), weights);
            return (scope, x, mask) -> scope.ops().math.add(first.draw(scope, x, mask), second.draw(scope, x, mask));
        };
        try (DrawnGraph drawn = DrawnGraph.scores(twice, GROUP)) {
            Map<String, Values> fed = fed(drawn, 3, 1, 1, 1);
            double[] expected = plain(fed, false);
            double[] other = new PlainUnit(fed, "ffn_input", IN, SIZE, SLOTS, false).scores();
            for (int i = 0; i < expected.length; i++) {
                expected[i] += other[i];
            }
            assertArrayEquals(expected, drawn.output(fed), 1e-5);
        }
    }

    @Test
    void descentTeachesItToRememberTheFirstToken() {
        try (DrawnGraph drawn = DrawnGraph.scores(gate(false), GROUP)) {
            Map<String, Values> fed = fed(drawn, 6, ones(8 * 6));
            drawn.parameters().forEach((name, p) -> {
                float[] start = new float[(int) p.size()];
                p.initializer().fill(start, p.shape(), new Random(name.hashCode()));
                double[] data = fed.get(name).data();
                Arrays.setAll(data, i -> start[i]);
            });
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                losses.add(descend(drawn, fed));
            }
            assertTrue(losses.get(399) < 0.1 * losses.get(0), "from " + losses.get(0) + " to " + losses.get(399));
        }
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** One step towards last scores that are the first token's first number; gives the mean square error before it. */
    private static double descend(DrawnGraph drawn, Map<String, Values> fed) {
        double[] scores = drawn.output(fed);
        double[] by = new double[scores.length];
        double loss = 0;
        for (int row = 0; row < 8; row++) {
            double target = Math.tanh(fed.get("x").data()[row * 6 * IN]);
            for (int slot = 0; slot < SLOTS.size(); slot++) {
                int last = (row * 6 + 5) * SLOTS.size() + slot;
                by[last] = (scores[last] - target) / 8;
                loss += by[last] * (scores[last] - target);
            }
        }
        Values weights = new Values(by, 8, 6, SLOTS.size());
        List<String> names = List.copyOf(drawn.parameters().keySet());
        List<double[]> gradients = drawn.gradients(fed, weights, names.toArray(String[]::new));
        for (int i = 0; i < names.size(); i++) {
            double[] data = fed.get(names.get(i)).data();
            for (int k = 0; k < data.length; k++) {
                data[k] -= 0.5 * gradients.get(i)[k];
            }
        }
        return loss;
    }

    @Test
    void slotsOwnTheirColumnAndShareTheUnit() {
        try (DrawnGraph drawn = DrawnGraph.scores(gate(true), GROUP)) {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            drawn.parameters().forEach((name, p) -> shapes.put(name, p.shape()));
            assertEquals(
                    Map.ofEntries(
                            Map.entry("attention_input.forward.input.weight", Shape.of(IN, 3 * SIZE)),
                            Map.entry("attention_input.forward.input.bias", Shape.of(3 * SIZE)),
                            Map.entry("attention_input.forward.gates.weight", Shape.of(SIZE, 2 * SIZE)),
                            Map.entry("attention_input.forward.candidate.weight", Shape.of(SIZE, SIZE)),
                            Map.entry("attention_input.backward.input.weight", Shape.of(IN, 3 * SIZE)),
                            Map.entry("attention_input.backward.input.bias", Shape.of(3 * SIZE)),
                            Map.entry("attention_input.backward.gates.weight", Shape.of(SIZE, 2 * SIZE)),
                            Map.entry("attention_input.backward.candidate.weight", Shape.of(SIZE, SIZE)),
                            Map.entry("lora.query.weight", Shape.of(2 * SIZE, 1)),
                            Map.entry("lora.query.bias", Shape.of(1)),
                            Map.entry("adapter.ffn_block.weight", Shape.of(2 * SIZE, 1)),
                            Map.entry("adapter.ffn_block.bias", Shape.of(1))),
                    shapes);
        }
    }

    @Test
    void anEagerScopeIsRefused() {
        try (EagerSession session = EagerSession.create()) {
            Ops tf = Ops.create(session);
            Recurrence.Inputs none = new Recurrence.Inputs(null, null, null, null, null);
            assertThrows(IllegalArgumentException.class, () -> new Recurrence().draw(tf, none));
        }
    }
}
