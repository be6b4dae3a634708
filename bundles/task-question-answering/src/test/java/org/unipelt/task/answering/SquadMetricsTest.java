package org.unipelt.task.answering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.unipelt.api.DataException;

/** Against the outputs of the evaluation script of SQuAD 1.1. */
class SquadMetricsTest {
    private static final JsonNode REFERENCE = reference();

    private static JsonNode reference() {
        try (InputStream in = SquadMetricsTest.class.getResourceAsStream("squad-cases.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<JsonNode> cases() {
        List<JsonNode> cases = new ArrayList<>();
        REFERENCE.get("cases").forEach(cases::add);
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachCaseIsAsTheScriptHasIt(JsonNode reference) {
        SquadMetrics metrics = of(reference);

        assertEquals(
                reference.at("/normalised/prediction").asText(),
                String.join(" ", SquadMetrics.words(reference.get("prediction").asText())));
        assertEquals(reference.get("exact_match").asDouble(), metrics.exact(), 0);
        assertEquals(reference.get("f1").asDouble(), metrics.f1(), 1e-12);
    }

    @Test
    void theMeansAreThoseOfTheCorpusInPercent() {
        Map<String, Double> means =
                SquadMetrics.mean(cases().map(SquadMetricsTest::of).toList());

        assertEquals(REFERENCE.at("/corpus/exact_match").asDouble(), means.get("exact_match"), 1e-9);
        assertEquals(REFERENCE.at("/corpus/f1").asDouble(), means.get("f1"), 1e-9);
    }

    /** Python's word boundary: an accent that is a character of its own is no letter. */
    @Test
    void anAccentBehindAnArticleIsLeftAlone() {
        assertEquals(List.of("\u0301b"), SquadMetrics.words("a\u0301b"));
        assertEquals(List.of("aé"), SquadMetrics.words("aé"));
    }

    @Test
    void withoutQuestionsThereIsNothingToJudge() {
        assertThrows(DataException.class, () -> SquadMetrics.mean(List.of()));
    }

    private static SquadMetrics of(JsonNode reference) {
        List<String> answers = new ArrayList<>();
        reference.get("answers").forEach(answer -> answers.add(answer.asText()));
        return SquadMetrics.of(reference.get("prediction").asText(), answers);
    }
}
