package org.unipelt.examples.dora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.pelt.Contribution.FunctionShift;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.BertBase;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.FiniteDifferences;
import org.unipelt.testkit.Readme;
import org.unipelt.testkit.Values;

class DoraTest {
    private static final int IN = 4;
    private static final int OUT = 3;
    private static final int RANK = 2;
    private static final int TOKENS = 5;
    private static final double SCALE = 1.5;
    private static final Site SITE = new Site(Stage.ENCODER, 0, SiteKind.QUERY, IN, OUT, true);
    private static final String PLACE = "encoder.layer.0.query.";

    private final DeclaredMethod method =
            DeclaredMethod.of(new Dora(), Map.of("r", RANK, "lora_alpha", RANK * SCALE), SITE);

    private DrawnGraph drawn() {
        return DrawnGraph.shift(((FunctionShift) method.contributions().get(0)).function(), SITE);
    }

    private static Map<String, Values> fed(DrawnGraph drawn) {
        Map<String, Values> fed = drawn.randomValues();
        fed.put("x", Values.random(1, 1, 1, TOKENS, IN));
        fed.put("weight", Values.random(2, 1, IN, OUT));
        fed.put("bias", Values.random(3, 1, OUT));
        return fed;
    }

    @Test
    void itBeginsAsNothing() {
        try (DrawnGraph drawn = drawn()) {
            Map<String, Values> fed = fed(drawn);
            method.parameters()
                    .forEach((name, parameter) ->
                            fed.put(name, Values.initial(parameter, 1, Map.of(SITE, fed.get("weight")))));
            assertArrayEquals(
                    norms(fed.get("weight").data()),
                    fed.get(PLACE + "magnitude").data(),
                    1e-6);
            assertArrayEquals(new double[TOKENS * OUT], drawn.output(fed), 1e-5);
        }
    }

    @Test
    void magnitudeAndDirectionMakeTheMap() {
        try (DrawnGraph drawn = drawn()) {
            Map<String, Values> fed = fed(drawn);
            assertArrayEquals(plain(fed, norms(direction(fed))), drawn.output(fed), 1e-5);
        }
    }

    @Test
    void theNormIsAConstantInTheGradient() {
        try (DrawnGraph drawn = drawn()) {
            Map<String, Values> fed = fed(drawn);
            double[] norms = norms(direction(fed));
            Values by = Values.random(4, 1, 1, TOKENS, OUT);
            for (String name : new String[] {"x", PLACE + "a", PLACE + "b", PLACE + "magnitude"}) {
                assertArrayEquals(
                        FiniteDifferences.gradient(values -> plain(values, norms), fed, name, by),
                        drawn.gradients(fed, by, name).get(0),
                        2e-5,
                        name);
            }
        }
    }

    @Test
    void theReadmeSaysWhatItDeclares() throws Exception {
        Readme.assertTable(new Dora().options());
        Readme.assertExamples("dora", new Dora());
        long lora = 12 * 2 * 8 * (768 + 768);
        assertEquals(
                lora + 12 * 2 * 768,
                DeclaredMethod.of(new Dora(), Map.of(), BertBase.sites()).trained());
    }

    /** (m / norms - 1) x W + m / norms x s A B. */
    private static double[] plain(Map<String, Values> fed, double[] norms) {
        double[] changed = direction(fed);
        double[] output = new double[TOKENS * OUT];
        for (int token = 0; token < TOKENS; token++) {
            for (int j = 0; j < OUT; j++) {
                double ratio = fed.get(PLACE + "magnitude").data()[j] / norms[j];
                for (int i = 0; i < IN; i++) {
                    double difference =
                            ratio * changed[i * OUT + j] - fed.get("weight").data()[i * OUT + j];
                    output[token * OUT + j] += fed.get("x").data()[token * IN + i] * difference;
                }
            }
        }
        return output;
    }

    private static double[] direction(Map<String, Values> fed) {
        double[] sum = fed.get("weight").data().clone();
        for (int i = 0; i < IN * OUT; i++) {
            for (int k = 0; k < RANK; k++) {
                sum[i] += SCALE
                        * fed.get(PLACE + "a").data()[i / OUT * RANK + k]
                        * fed.get(PLACE + "b").data()[k * OUT + i % OUT];
            }
        }
        return sum;
    }

    private static double[] norms(double[] weight) {
        double[] norms = new double[OUT];
        for (int i = 0; i < weight.length; i++) {
            norms[i % OUT] += weight[i] * weight[i];
        }
        return Arrays.stream(norms).map(Math::sqrt).toArray();
    }
}
