package org.unipelt.pelt.adapter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Contribution.FunctionShift;
import org.unipelt.api.pelt.Contribution.Reads;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.BertBase;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.Values;

class AdapterModuleTest {
    private static final String PLACE = "encoder.layer.0.ffn_block.";

    private static Site site(SiteKind kind, int layer, int size) {
        return new Site(Stage.ENCODER, layer, kind, size, size, true);
    }

    private static DeclaredMethod behindFfn(int size, Map<String, ?> options) {
        return DeclaredMethod.of(new AdapterModule(), options, site(SiteKind.FFN_BLOCK, 0, size));
    }

    @ParameterizedTest
    @CsvSource({
        "pfeiffer, NORMALISED_SUM, FFN_BLOCK",
        "houlsby, OUTPUT, ATTENTION_BLOCK FFN_BLOCK",
        "parallel, RESIDUAL, FFN_BLOCK"
    })
    void aPlacementSaysWhereAdaptersStandAndWhatTheyRead(String placement, Reads reads, String kinds) {
        List<SiteKind> places = Stream.of(SiteKind.values())
                .filter(kind -> !DeclaredMethod.of(
                                new AdapterModule(), Map.of("placement", placement), site(kind, 0, 8))
                        .contributions()
                        .isEmpty())
                .toList();
        assertEquals(Stream.of(kinds.split(" ")).map(SiteKind::valueOf).toList(), places);
        FunctionShift shift = (FunctionShift)
                behindFfn(8, Map.of("placement", placement)).contributions().get(0);
        assertEquals(reads, shift.reads());
    }

    @Test
    void declaresBothProjectionsWithTheBottleneckBetween() {
        Map<String, Parameter> declared =
                behindFfn(8, Map.of("bottleneck", 3, "scaling", "learned")).parameters();
        assertEquals(
                List.of(
                        PLACE + "down.weight" + Shape.of(8, 3),
                        PLACE + "down.bias" + Shape.of(3),
                        PLACE + "up.weight" + Shape.of(3, 8),
                        PLACE + "up.bias" + Shape.of(8),
                        PLACE + "scaling" + Shape.of(1)),
                declared.entrySet().stream()
                        .map(entry -> entry.getKey() + entry.getValue().shape())
                        .toList());
    }

    @Test
    void countsAsThePublishedImplementationsDoOnBertBase() {
        assertEquals(
                894_528,
                DeclaredMethod.of(new AdapterModule(), Map.of(), BertBase.sites())
                        .count());
        assertEquals(894_528, count(Map.of("reduction_factor", 16)));
        assertEquals(1_789_056, count(Map.of("placement", "houlsby", "reduction_factor", 16)));
        assertEquals(7_091_712, count(Map.of("placement", "parallel", "reduction_factor", 2)));
        assertEquals(7_091_724, count(Map.of("placement", "parallel", "reduction_factor", 2, "scaling", "learned")));
        assertEquals(894_528 / 4, count(Map.of("layers", "9-")));
    }

    private static long count(Map<String, ?> options) {
        return DeclaredMethod.of(new AdapterModule(), options, BertBase.sites()).count();
    }

    @Test
    void aReductionBeyondTheSizeLeavesABottleneckOfOne() {
        assertEquals(
                8 + 1 + 8 + 8, behindFfn(8, Map.of("reduction_factor", 100)).count());
    }

    @Test
    void refusesTwoWordsOnTheSameSize() {
        ConfigurationException e = assertThrows(
                ConfigurationException.class, () -> behindFfn(8, Map.of("bottleneck", 4, "reduction_factor", 2)));
        assertTrue(e.getMessage().contains("bottleneck 4 with reduction_factor 2"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "relu, 0, 0.5",
        "gelu, -0.045500, 0.345731",
        "gelu_new, -0.045402, 0.345714",
        "swish, -0.238406, 0.311230",
        "tanh, -0.964028, 0.462117",
        "leaky_relu, -0.02, 0.5",
        "sigmoid, 0.119203, 0.622459"
    })
    void bendsAsTheNonLinearityIsDefined(String word, double atMinusTwo, double atHalf) {
        Map<String, double[]> identity = Map.of(
                "down.weight", new double[] {1},
                "down.bias", new double[] {0},
                "up.weight", new double[] {1},
                "up.bias", new double[] {0});
        Values x = new Values(new double[] {-2, 0.5}, 1, 2, 1);
        assertArrayEquals(
                new double[] {atMinusTwo, atHalf},
                shift(Map.of("bottleneck", 1, "non_linearity", word), identity, x),
                5e-6);
    }

    private static final Map<String, double[]> VALUES = Map.of(
            "down.weight", new double[] {1, 2, 3, -4},
            "down.bias", new double[] {0.5, 0.25},
            "up.weight", new double[] {1, -1, 0.5, 2},
            "up.bias", new double[] {10, 20},
            "scaling", new double[] {-3});

    private static double[] shift(Map<String, ?> options) {
        return shift(options, VALUES, new Values(new double[] {1, 2}, 1, 1, 2));
    }

    private static double[] shift(Map<String, ?> options, Map<String, double[]> values, Values x) {
        int size = (int) x.shape()[2];
        DeclaredMethod declared = behindFfn(size, options);
        Map<String, Values> fed = new HashMap<>(Map.of("x", x));
        declared.parameters()
                .forEach((name, parameter) -> fed.put(
                        name,
                        new Values(
                                values.get(name.substring(PLACE.length())),
                                parameter.shape().asArray())));
        FunctionShift shift = (FunctionShift) declared.contributions().get(0);
        try (DrawnGraph drawn = DrawnGraph.shiftInTraining(shift.function(), site(SiteKind.FFN_BLOCK, 0, size))) {
            return drawn.output(fed);
        }
    }

    @Test
    void projectsDownAndUpAgain() {
        // relu((1, 2) W + b) = relu(7.5, -5.75) = (7.5, 0)
        assertArrayEquals(new double[] {17.5, 12.5}, shift(Map.of("bottleneck", 2)), 1e-5);
    }

    @Test
    void theScalingMultipliesAllThatIsAdded() {
        assertArrayEquals(new double[] {70, 50}, shift(Map.of("bottleneck", 2, "scaling", 4)), 1e-5);
        assertArrayEquals(new double[] {-52.5, -37.5}, shift(Map.of("bottleneck", 2, "scaling", "learned")), 1e-5);
    }

    @Test
    void dropoutStandsBetweenTheProjections() {
        assertArrayEquals(new double[] {10, 20}, shift(Map.of("bottleneck", 2, "dropout", 0.5)), 1e-5);
    }

    @Test
    void theParallelAdapterStartsAtZeroAndTheOthersNearIt() {
        assertEquals(0, largest("parallel", "up.weight"));
        assertTrue(largest("parallel", "down.weight") > 0);
        for (String placement : List.of("pfeiffer", "houlsby")) {
            for (String weight : List.of("down.weight", "up.weight")) {
                double largest = largest(placement, weight);
                assertTrue(largest > 0.02 && largest < 0.12, weight + " up to " + largest);
            }
        }
    }

    private static double largest(String placement, String weight) {
        Parameter parameter = behindFfn(64, Map.of("placement", placement, "scaling", "learned"))
                .parameters()
                .get(PLACE + weight);
        float[] values = new float[(int) parameter.size()];
        parameter.initializer().fill(values, parameter.shape(), new Random(1));
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
