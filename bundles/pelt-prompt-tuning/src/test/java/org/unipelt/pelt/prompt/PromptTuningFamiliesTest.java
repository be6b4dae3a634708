package org.unipelt.pelt.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.PublishedModel;

/** The same method at the sites of every family, counted as peft counts. */
class PromptTuningFamiliesTest {
    private static DeclaredMethod at(PublishedModel model, Map<String, ?> options) {
        return DeclaredMethod.of(new PromptTuningModule(), options, model.sites());
    }

    private static List<String> names(DeclaredMethod declared) {
        return List.copyOf(declared.parameters().keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "ROBERTA_BASE, shifted, encoder.embeddings.embeddings",
        "ROBERTA_BASE, unshifted, encoder.embedding_output.embeddings",
        "GPT2, shifted, decoder.embeddings.embeddings",
        "GPT2, unshifted, decoder.embedding_output.embeddings",
        "T5_SMALL, shifted, encoder.embeddings.embeddings",
        "T5_SMALL, unshifted, encoder.embedding_output.embeddings"
    })
    void standsWhereverAFamilyEmbedsTheText(PublishedModel model, String positions, String name) {
        assertEquals(List.of(name), names(at(model, Map.of("positions", positions))));
    }

    @Test
    void countsAsThePublishedImplementationDoesOnEveryFamily() {
        for (PublishedModel model : List.of(PublishedModel.ROBERTA_BASE, PublishedModel.GPT2)) {
            assertEquals(7_680, at(model, Map.of()).count());
            assertEquals(15_360, at(model, Map.of("num_virtual_tokens", 20)).count());
        }
        // peft counts as many again for T5's decoder, which nothing reads
        assertEquals(10_240 / 2, at(PublishedModel.T5_SMALL, Map.of()).count());
    }

    @Test
    void standsInTheHalfThatIsChosen() {
        Map<String, ?> encoder = Map.of("stages", List.of("encoder"));
        Map<String, ?> decoder = Map.of("stages", List.of("decoder"));
        assertEquals(1, at(PublishedModel.T5_SMALL, encoder).contributions().size());
        assertEquals(List.of(), at(PublishedModel.T5_SMALL, decoder).contributions());
        assertEquals(1, at(PublishedModel.GPT2, decoder).contributions().size());
        assertEquals(List.of(), at(PublishedModel.GPT2, encoder).contributions());
    }
}
