package org.unipelt.pelt.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Contribution.Form;
import org.unipelt.api.pelt.Contribution.Place;
import org.unipelt.api.pelt.Contribution.VirtualTokens;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.BertBase;
import org.unipelt.testkit.DeclaredMethod;

class PromptTuningModuleTest {
    private static List<VirtualTokens> at(SiteKind kind, Stage stage, Map<String, ?> options) {
        return DeclaredMethod.of(new PromptTuningModule(), options, new Site(stage, -1, kind, 6, 6, false))
                .contributions()
                .stream()
                .map(VirtualTokens.class::cast)
                .toList();
    }

    private static List<VirtualTokens> at(SiteKind kind, Map<String, ?> options) {
        return at(kind, Stage.ENCODER, options);
    }

    private static Map<String, Object> options(String pairs) {
        Map<String, Object> options = new HashMap<>();
        for (String pair : pairs.split(" ")) {
            options.put(pair.split("=")[0], pair.split("=")[1]);
        }
        return options;
    }

    @ParameterizedTest
    @CsvSource({
        "form=published, EMBEDDINGS, LEADING",
        "summary=text, EMBEDDINGS, FRONT",
        "combine=prefix_after_bos, EMBEDDINGS, BEHIND_FIRST",
        "positions=unshifted, EMBEDDING_OUTPUT, FRONT",
        "positions=unshifted summary=prompt, EMBEDDING_OUTPUT, LEADING",
        "positions=unshifted combine=prefix_after_bos, EMBEDDING_OUTPUT, BEHIND_FIRST",
        "form=exact, EMBEDDING_OUTPUT, FRONT",
        "form=exact combine=prefix_after_bos, EMBEDDING_OUTPUT, BEHIND_FIRST"
    })
    void standsWherePositionsAndCombineSay(String given, SiteKind kind, Place place) {
        Map<String, Object> options = options(given);
        for (SiteKind other : SiteKind.values()) {
            assertEquals(other == kind ? 1 : 0, at(other, options).size(), other.word());
        }
        VirtualTokens tokens = at(kind, options).get(0);
        assertEquals(place, tokens.place());
        assertEquals(given.contains("exact") ? Form.EXACT : Form.PUBLISHED, tokens.form());
    }

    @ParameterizedTest
    @CsvSource({
        "form=exact positions=shifted, positions",
        "form=exact summary=prompt, summary",
        "form=exact positions=shifted summary=text, positions",
        "combine=prefix_after_bos summary=prompt, combine"
    })
    void refusesWhatContradicts(String given, String named) {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> at(SiteKind.EMBEDDINGS, options(given)));
        assertTrue(e.getMessage().contains(named), e.getMessage());
    }

    @Test
    void putsAsManyTokensAsAskedForIntoWhicheverHalfOfTheModelEmbeds() {
        for (Stage stage : Stage.values()) {
            VirtualTokens tokens = at(SiteKind.EMBEDDINGS, stage, Map.of("num_virtual_tokens", 3))
                    .get(0);
            assertEquals(Shape.of(3, 6), tokens.embeddings().shape());
        }
    }

    @Test
    void countsTenTokensOnBertBase() {
        assertEquals(
                7_680,
                DeclaredMethod.of(new PromptTuningModule(), Map.of(), BertBase.sites())
                        .count());
    }

    @Test
    void refusesToStartFromATextThatIsMissing() {
        for (Map<String, ?> given : List.of(
                Map.of("prompt_tuning_init", "text"),
                Map.of("prompt_tuning_init", "text", "prompt_tuning_init_text", " "))) {
            ConfigurationException e = assertThrows(ConfigurationException.class, () -> at(SiteKind.EMBEDDINGS, given));
            assertTrue(e.getMessage().contains("prompt_tuning_init_text"), e.getMessage());
        }
    }
}
