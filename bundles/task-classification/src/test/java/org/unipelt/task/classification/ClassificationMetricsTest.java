package org.unipelt.task.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unipelt.api.DataException;

class ClassificationMetricsTest {
    private static final double TOLERANCE = 1e-9;

    static Stream<Arguments> cases() throws IOException {
        try (InputStream file = ClassificationMetricsTest.class.getResourceAsStream("metrics.json")) {
            JsonNode cases = new ObjectMapper().readTree(file).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(c -> arguments(c.get("name").asText(), c));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void metricsAreThoseOfScikitLearn(String name, JsonNode given) {
        int[] labels = integers(given.get("labels"));
        int[] predictions = integers(given.get("predictions"));
        JsonNode expected = given.get("expected");
        int classes = IntStream.concat(IntStream.of(labels), IntStream.of(predictions))
                        .max()
                        .orElse(1)
                + 1;
        if (expected.get("accuracy").has("error")) {
            assertThrows(DataException.class, () -> ClassificationMetrics.of(labels, predictions, classes));
            return;
        }

        ClassificationMetrics metrics = ClassificationMetrics.of(labels, predictions, Math.max(2, classes));

        assertEquals(expected.get("accuracy").asDouble(), metrics.accuracy(), TOLERANCE);
        assertEquals(expected.get("f1_macro").asDouble(), metrics.macroF1(), TOLERANCE);
        assertEquals(expected.get("matthews").asDouble(), metrics.matthews(), TOLERANCE);
        assertEquals(
                expected.get("f1_binary").isNull(), !metrics.all().containsKey("f1"), "f1 only where it is defined");
        if (!expected.get("f1_binary").isNull()) {
            assertEquals(expected.get("f1_binary").asDouble(), metrics.all().get("f1"), TOLERANCE);
        }
    }

    @Test
    void f1IsAMetricOfTwoClassesOnly() {
        assertTrue(ClassificationMetrics.defined("f1", 2));
        assertFalse(ClassificationMetrics.defined("f1", 3));
        assertTrue(ClassificationMetrics.defined("f1_macro", 3));
        assertFalse(ClassificationMetrics.defined("f2", 2));
    }

    @Test
    void aMillionExamplesDoNotOverflow() {
        int[] labels = IntStream.range(0, 1_000_000).map(i -> i % 3).toArray();

        assertEquals(1, ClassificationMetrics.of(labels, labels, 3).matthews(), TOLERANCE);
    }

    private static int[] integers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
