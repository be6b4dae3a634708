package org.unipelt.task.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unipelt.api.DataException;

class MultiLabelMetricsTest {
    private static final double TOLERANCE = 1e-9;

    static Stream<Arguments> cases() throws IOException {
        try (InputStream file = MultiLabelMetricsTest.class.getResourceAsStream("multi-label-metrics.json")) {
            JsonNode cases = new ObjectMapper().readTree(file).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(c -> arguments(c.get("name").asText(), c));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void metricsAreThoseOfScikitLearn(String name, JsonNode given) {
        Map<String, Double> metrics = MultiLabelMetrics.of(rows(given.get("labels")), rows(given.get("predictions")))
                .all();

        assertEquals(Set.of("f1_micro", "f1_macro", "exact_match"), metrics.keySet());
        metrics.forEach((metric, value) ->
                assertEquals(given.get("expected").get(metric).asDouble(), value, TOLERANCE, metric));
    }

    @Test
    void nothingToJudgeIsRefused() {
        assertThrows(DataException.class, () -> MultiLabelMetrics.of(new boolean[0][], new boolean[0][]));
    }

    private static boolean[][] rows(JsonNode rows) {
        boolean[][] read = new boolean[rows.size()][rows.get(0).size()];
        for (int row = 0; row < read.length; row++) {
            for (int label = 0; label < read[row].length; label++) {
                read[row][label] = rows.get(row).get(label).asInt() == 1;
            }
        }
        return read;
    }
}
