package org.unipelt.pelt.adapter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class AdapterModuleTest {
    private static Site site(SiteKind kind, int layer, int size) {
        return new Site(Stage.ENCODER, layer, kind, size, size, true);
    }

    private static Declared behindFfn(int size, Map<String, ?> options) {
        return Declared.at(site(SiteKind.FFN_BLOCK, 0, size), options);
    }

    @ParameterizedTest
    @CsvSource({
        "pfeiffer, NORMALISED_SUM, FFN_BLOCK",
        "houlsby, OUTPUT, ATTENTION_BLOCK CROSS_ATTENTION_BLOCK FFN_BLOCK",
        "parallel, RESIDUAL, FFN_BLOCK"
    })
    void aPlacementSaysWhereAdaptersStandAndWhatTheyRead(String placement, Reads reads, String kinds) {
        List<SiteKind> places = Stream.of(SiteKind.values())
                .filter(kind -> !Declared.at(site(kind, 0, 8), Map.of("placement", placement))
                        .contributions
                        .isEmpty())
                .toList();
        assertEquals(Stream.of(kinds.split(" ")).map(SiteKind::valueOf).toList(), places);
        FunctionShift shift = (FunctionShift)
                behindFfn(8, Map.of("placement", placement)).contributions.get(0);
        assertEquals(reads, shift.reads());
    }

    @Test
    void declaresBothProjectionsWithTheBottleneckBetween() {
        Map<String, Parameter> declared = behindFfn(8, Map.of("bottleneck", 3, "scaling", "learned")).parameters;
        String place = "encoder.layer.0.ffn_block.";
        assertEquals(
                List.of(
                        place + "down.weight" + Shape.of(8, 3),
                        place + "down.bias" + Shape.of(3),
                        place + "up.weight" + Shape.of(3, 8),
                        place + "up.bias" + Shape.of(8),
                        place + "scaling" + Shape.of(1)),
                declared.entrySet().stream()
                        .map(entry -> entry.getKey() + entry.getValue().shape())
                        .toList());
    }

    @Test
    void countsAsThePublishedImplementationsDoOnBertBase() {
        assertEquals(894_528, Declared.at(Declared.bertBase(), Map.of()).count());
        assertEquals(894_528, count(Map.of("reduction_factor", 16)));
        assertEquals(1_789_056, count(Map.of("placement", "houlsby", "reduction_factor", 16)));
        assertEquals(7_091_712, count(Map.of("placement", "parallel", "reduction_factor", 2)));
        assertEquals(7_091_724, count(Map.of("placement", "parallel", "reduction_factor", 2, "scaling", "learned")));
        assertEquals(894_528 / 4, count(Map.of("layers", "9-")));
    }

    private static long count(Map<String, ?> options) {
        return Declared.at(Declared.bertBase(), options).count();
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
    void bendsAsTheNonLinearityIsDefined(String word, float atMinusTwo, float atHalf) {
        FunctionShift shift = (FunctionShift) behindFfn(1, Map.of("bottleneck", 1, "non_linearity", word))
                .contributions
                .get(0);
        Map<String, float[]> identity = Map.of(
                "down.weight", new float[] {1},
                "down.bias", new float[] {0},
                "up.weight", new float[] {1},
                "up.bias", new float[] {0});
        assertArrayEquals(
                new float[] {atMinusTwo, atHalf}, Drawn.shift(shift, identity, new float[][] {{-2}, {0.5f}}), 5e-6f);
    }

    private static final Map<String, float[]> VALUES = Map.of(
            "down.weight", new float[] {1, 2, 3, -4},
            "down.bias", new float[] {0.5f, 0.25f},
            "up.weight", new float[] {1, -1, 0.5f, 2},
            "up.bias", new float[] {10, 20},
            "scaling", new float[] {-3});

    private static float[] shift(Map<String, ?> options) {
        return Drawn.shift((FunctionShift) behindFfn(2, options).contributions.get(0), VALUES, new float[][] {{1, 2}});
    }

    @Test
    void projectsDownAndUpAgain() {
        // relu((1, 2) W + b) = relu(7.5, -5.75) = (7.5, 0)
        assertArrayEquals(new float[] {17.5f, 12.5f}, shift(Map.of("bottleneck", 2)), 1e-5f);
    }

    @Test
    void theScalingMultipliesAllThatIsAdded() {
        assertArrayEquals(new float[] {70, 50}, shift(Map.of("bottleneck", 2, "scaling", 4)), 1e-5f);
        assertArrayEquals(new float[] {-52.5f, -37.5f}, shift(Map.of("bottleneck", 2, "scaling", "learned")), 1e-5f);
    }

    @Test
    void dropoutStandsBetweenTheProjections() {
        assertArrayEquals(new float[] {10, 20}, shift(Map.of("bottleneck", 2, "dropout", 0.5)), 1e-5f);
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
                .parameters
                .get("encoder.layer.0.ffn_block." + weight);
        float[] values = new float[(int) parameter.size()];
        parameter.initializer().fill(values, parameter.shape(), new Random(1));
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
