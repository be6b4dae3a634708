package org.unipelt.task.regression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unipelt.api.DataException;

class RegressionMetricsTest {
    static Stream<Arguments> cases() throws IOException {
        try (InputStream file = RegressionMetricsTest.class.getResourceAsStream("metrics.json")) {
            JsonNode cases = new ObjectMapper().readTree(file).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(c -> arguments(c.get("name").asText(), c));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void metricsAreThoseOfScipyAndScikitLearn(String name, JsonNode given) {
        double[] labels = numbers(given.get("labels"));
        double[] predictions = numbers(given.get("predictions"));
        if (labels.length == 0) {
            assertThrows(DataException.class, () -> RegressionMetrics.of(labels, predictions));
            return;
        }

        Map<String, Double> metrics = RegressionMetrics.of(labels, predictions);

        for (String metric : new String[] {"pearson", "spearman", "mse"}) {
            JsonNode expected = given.get("expected").get(metric);
            // SciPy refuses one sample, and says NaN where one side is constant: here both are NaN
            double value = expected.isNumber() ? expected.asDouble() : Double.NaN;
            double tolerance = expected.isNumber() ? 1e-9 * Math.max(1, Math.abs(value)) : 0.1;
            assertEquals(value, metrics.get(metric), tolerance, metric);
        }
        assertArrayEquals(numbers(given.get("ranks").get("labels")), RegressionMetrics.ranks(labels));
        assertArrayEquals(numbers(given.get("ranks").get("predictions")), RegressionMetrics.ranks(predictions));
    }

    @Test
    void aConstantThatIsNoBinaryFractionDoesNotCorrelate() {
        double[] constant = new double[7];
        Arrays.fill(constant, 0.1);

        assertEquals(
                Double.NaN,
                RegressionMetrics.of(new double[] {1, 2, 3, 4, 5, 6, 7}, constant)
                        .get("pearson"));
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    @Test
    void whatIsNoNumberHasNoRank() {
        Map<String, Double> metrics =
                RegressionMetrics.of(new double[] {1, 2, 3}, new double[] {Double.NaN, Double.NaN, 1});
        assertEquals(Map.of("pearson", Double.NaN, "spearman", Double.NaN, "mse", Double.NaN), metrics);
    }
}
