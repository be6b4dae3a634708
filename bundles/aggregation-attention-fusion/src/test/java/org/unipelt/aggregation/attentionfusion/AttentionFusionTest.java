package org.unipelt.aggregation.attentionfusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.FiniteDifferences;
import org.unipelt.testkit.Values;

class AttentionFusionTest {
    private static final int OUT = 3;
    private static final int SIZE = 2;
    private static final int BATCH = 2;
    private static final int LENGTH = 4;
    private static final Site SITE = new Site(Stage.ENCODER, 0, SiteKind.QUERY, 5, OUT, true);

    private static Aggregation.AtSite fusion() {
        AttentionFusion fusion = new AttentionFusion();
        return fusion.instantiate(fusion.options().parse(Map.of("size", SIZE), "test"));
    }

    /** A whole shift, a bias with a gate for each sample, and a bias without a gate. */
    private static Map<String, Shape> shifts() {
        Map<String, Shape> shifts = new LinkedHashMap<>();
        shifts.put("lora.query", Shape.of(-1, -1, OUT));
        shifts.put("bitfit", Shape.of(-1, 1, OUT));
        shifts.put("ungated", Shape.of(OUT));
        return shifts;
    }

    private static Map<String, Values> fed(DrawnGraph drawn) {
        Map<String, Values> fed = drawn.randomValues();
        fed.put("y", Values.random(1, 1, BATCH, LENGTH, OUT));
        fed.put("lora.query", Values.random(2, 1, BATCH, LENGTH, OUT));
        fed.put("bitfit", Values.random(3, 1, BATCH, 1, OUT));
        fed.put("ungated", Values.random(4, 1, OUT));
        return fed;
    }

    @Test
    void eachTokenWeighsTheShiftsAsInThePaper() {
        try (DrawnGraph drawn = DrawnGraph.sum(fusion(), SITE, shifts())) {
            Map<String, Values> fed = fed(drawn);
            assertArrayEquals(plain(fed), drawn.output(fed), 1e-5);
        }
    }

    @Test
    void theGradientsAreThoseByFiniteDifferences() {
        try (DrawnGraph drawn = DrawnGraph.sum(fusion(), SITE, shifts())) {
            Map<String, Values> fed = fed(drawn);
            String[] names = fed.keySet().toArray(String[]::new);
            Values by = Values.random(5, 1, BATCH, LENGTH, OUT);
            List<double[]> gradients = drawn.gradients(fed, by, names);
            for (int i = 0; i < names.length; i++) {
                assertArrayEquals(
                        FiniteDifferences.gradient(AttentionFusionTest::plain, fed, names[i], by),
                        gradients.get(i),
                        2e-5,
                        names[i]);
            }
        }
    }

    @Test
    void shiftsOfZeroGiveTheBaseModelsOutput() {
        try (DrawnGraph drawn = DrawnGraph.sum(fusion(), SITE, shifts())) {
            Map<String, Values> fed = fed(drawn);
            shifts().keySet().forEach(name -> Arrays.fill(fed.get(name).data(), 0));
            assertArrayEquals(fed.get("y").data(), drawn.output(fed), 0);
        }
    }

    @Test
    void aSingleShiftIsAddedWholeAndNeedsNoWeights() {
        try (DrawnGraph drawn = DrawnGraph.sum(fusion(), SITE, Map.of("bitfit", Shape.of(-1, 1, OUT)))) {
            assertEquals(Set.of(), drawn.parameters().keySet());
            Values y = Values.random(1, 1, BATCH, LENGTH, OUT);
            Values shift = Values.random(3, 1, BATCH, 1, OUT);
            double[] expected = y.data().clone();
            for (int i = 0; i < expected.length; i++) {
                expected[i] += shift.data()[i / (LENGTH * OUT) * OUT + i % OUT];
            }
            assertArrayEquals(expected, drawn.output(Map.of("y", y, "bitfit", shift)), 1e-6);
        }
    }

    @Test
    void allShiftsOfASiteShareOneKeyMap() {
        try (DrawnGraph drawn = DrawnGraph.sum(fusion(), SITE, shifts())) {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            drawn.parameters().forEach((name, p) -> shapes.put(name, p.shape()));
            assertEquals(Map.of("query.weight", Shape.of(OUT, SIZE), "key.weight", Shape.of(OUT, SIZE)), shapes);
        }
    }

    private static double[] plain(Map<String, Values> fed) {
        double[] sum = new double[BATCH * LENGTH * OUT];
        for (int token = 0; token < BATCH * LENGTH; token++) {
            double[] y = row(fed, "y", token);
            double[][] shifts = {
                row(fed, "lora.query", token), row(fed, "bitfit", token / LENGTH), row(fed, "ungated", 0)
            };
            double[] weights = new double[shifts.length];
            double total = 0;
            for (int i = 0; i < shifts.length; i++) {
                double score = 0;
                for (int k = 0; k < SIZE; k++) {
                    score += mapped(fed, "query.weight", y, k) * mapped(fed, "key.weight", shifts[i], k);
                }
                weights[i] = Math.exp(score / Math.sqrt(SIZE));
                total += weights[i];
            }
            for (int j = 0; j < OUT; j++) {
                sum[token * OUT + j] = y[j];
                for (int i = 0; i < shifts.length; i++) {
                    sum[token * OUT + j] += weights[i] / total * shifts[i][j];
                }
            }
        }
        return sum;
    }

    private static double[] row(Map<String, Values> fed, String name, int index) {
        double[] row = new double[OUT];
        System.arraycopy(fed.get(name).data(), index * OUT, row, 0, OUT);
        return row;
    }

    private static double mapped(Map<String, Values> fed, String weight, double[] x, int column) {
        double sum = 0;
        for (int i = 0; i < OUT; i++) {
            sum += x[i] * fed.get(weight).data()[i * SIZE + column];
        }
        return sum;
    }
}
