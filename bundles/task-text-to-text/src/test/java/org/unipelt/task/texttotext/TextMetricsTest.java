package org.unipelt.task.texttotext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unipelt.api.DataException;

class TextMetricsTest {
    private static final double TOLERANCE = 1e-9;

    static Stream<Arguments> cases() throws IOException {
        return stream(metrics().get("cases"))
                .map(given -> arguments(given.get("name").asText(), given));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void metricsAreThoseOfSacrebleu(String name, JsonNode given) {
        List<String> texts = texts(given.get("hypotheses"));
        List<List<String>> sets =
                stream(given.get("references")).map(TextMetricsTest::texts).toList();
        List<List<String>> references = IntStream.range(0, texts.size())
                .mapToObj(i -> sets.stream().map(set -> set.get(i)).toList())
                .toList();
        if (given.get("bleu").has("error")) {
            assertThrows(DataException.class, () -> TextMetrics.of(texts, references));
            return;
        }

        Map<String, Double> metrics = TextMetrics.of(texts, references);

        assertEquals(given.get("bleu").asDouble(), metrics.get("bleu"), TOLERANCE);
        assertEquals(given.get("chrf").asDouble(), metrics.get("chrf"), TOLERANCE);
    }

    @Test
    void wordsAreThoseOfTheTokenizer13a() throws IOException {
        for (JsonNode given : metrics().get("tokenizer_13a")) {
            String text = given.get("text").asText();
            assertEquals(texts(given.get("tokens")), Tokenizer13a.words(text), text);
        }
    }

    @Test
    void textsMatchExactlyWithAnyReferenceAndWhateverSpaceIsAroundThem() {
        Map<String, Double> metrics = TextMetrics.of(
                List.of("Ein Hund ", "ein Hund", "Eine  Katze", ""),
                List.of(List.of("Ein Wolf", "Ein Hund"), List.of("Ein Hund"), List.of("Eine Katze"), List.of("")));

        assertEquals(50, metrics.get("exact_match"), TOLERANCE);
    }

    private static JsonNode metrics() throws IOException {
        try (InputStream file = TextMetricsTest.class.getResourceAsStream("metrics.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    private static List<String> texts(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
