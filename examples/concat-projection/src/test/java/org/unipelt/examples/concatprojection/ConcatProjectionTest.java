package org.unipelt.examples.concatprojection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.FiniteDifferences;
import org.unipelt.testkit.Readme;
import org.unipelt.testkit.Values;

class ConcatProjectionTest {
    private static final int OUT = 3;
    private static final int BATCH = 2;
    private static final int LENGTH = 4;
    private static final Site SITE = new Site(Stage.ENCODER, 0, SiteKind.QUERY, 5, OUT, true);

    private static DrawnGraph drawn() {
        ConcatProjection projection = new ConcatProjection();
        Aggregation.AtSite atSite = projection.instantiate(projection.options().parse(Map.of(), "test"));
        Map<String, Shape> shifts = new LinkedHashMap<>();
        shifts.put("lora", Shape.of(-1, -1, OUT));
        shifts.put("bitfit", Shape.of(-1, 1, OUT));
        shifts.put("ungated", Shape.of(OUT));
        return DrawnGraph.sum(atSite, SITE, shifts);
    }

    private static Map<String, Values> fed(DrawnGraph drawn) {
        Map<String, Values> fed = drawn.randomValues();
        fed.put("y", Values.random(1, 1, BATCH, LENGTH, OUT));
        fed.put("lora", Values.random(2, 1, BATCH, LENGTH, OUT));
        fed.put("bitfit", Values.random(3, 1, BATCH, 1, OUT));
        fed.put("ungated", Values.random(5, 1, OUT));
        return fed;
    }

    @Test
    void itStartsAsTheSum() {
        try (DrawnGraph drawn = drawn()) {
            Map<String, Values> fed = fed(drawn);
            drawn.parameters().forEach((name, parameter) -> fed.put(name, Values.initial(parameter, 1, Map.of())));
            double[] sum = new double[BATCH * LENGTH * OUT];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = fed.get("y").data()[i]
                        + fed.get("lora").data()[i]
                        + fed.get("bitfit").data()[i / (LENGTH * OUT) * OUT + i % OUT]
                        + fed.get("ungated").data()[i % OUT];
            }
            assertArrayEquals(sum, drawn.output(fed), 1e-6);
        }
    }

    @Test
    void theShiftsAreProjectedSideBySide() {
        try (DrawnGraph drawn = drawn()) {
            Map<String, Values> fed = fed(drawn);
            assertArrayEquals(plain(fed), drawn.output(fed), 1e-5);
            Values by = Values.random(4, 1, BATCH, LENGTH, OUT);
            for (String name : fed.keySet()) {
                assertArrayEquals(
                        FiniteDifferences.gradient(ConcatProjectionTest::plain, fed, name, by),
                        drawn.gradients(fed, by, name).get(0),
                        2e-5,
                        name);
            }
        }
    }

    @Test
    void eachShiftOwnsItsRows() {
        try (DrawnGraph drawn = drawn()) {
            assertEquals(
                    List.of("lora.projection", "bitfit.projection", "ungated.projection"),
                    List.copyOf(drawn.parameters().keySet()));
        }
    }

    @Test
    void theReadmeIsUnderstood() throws Exception {
        Readme.assertExamples("concat-projection", new ConcatProjection());
    }

    private static double[] plain(Map<String, Values> fed) {
        double[] sum = fed.get("y").data().clone();
        for (int token = 0; token < BATCH * LENGTH; token++) {
            for (int i = 0; i < OUT; i++) {
                double lora = fed.get("lora").data()[token * OUT + i];
                double bitfit = fed.get("bitfit").data()[token / LENGTH * OUT + i];
                double ungated = fed.get("ungated").data()[i];
                for (int j = 0; j < OUT; j++) {
                    sum[token * OUT + j] += lora * fed.get("lora.projection").data()[i * OUT + j]
                            + bitfit * fed.get("bitfit.projection").data()[i * OUT + j]
                            + ungated * fed.get("ungated.projection").data()[i * OUT + j];
                }
            }
        }
        return sum;
    }
}
