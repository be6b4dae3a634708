package org.unipelt.pelt.prompt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.DeclaredMethod;

class WordInitializerTest {

    /** Each letter is a word, a = 0; the embedding of word i is (i, -i). */
    private static final Initializer.Base LETTERS = new Initializer.Base() {
        @Override
        public int words() {
            return 26;
        }

        @Override
        public int[] ids(String text) {
            return text.chars().filter(Character::isLetter).map(c -> c - 'a').toArray();
        }

        @Override
        public float[] embeddings(int[] ids) {
            float[] rows = new float[2 * ids.length];
            for (int i = 0; i < ids.length; i++) {
                rows[2 * i] = ids[i];
                rows[2 * i + 1] = -ids[i];
            }
            return rows;
        }

        @Override
        public float[] weight(Site site) {
            throw new IllegalArgumentException("letters have no " + site.name());
        }
    };

    private static float[] start(int tokens, Map<String, Object> options, long seed) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("num_virtual_tokens", tokens);
        Parameter parameter = DeclaredMethod.of(
                        new PromptTuningModule(), all, new Site(Stage.ENCODER, -1, SiteKind.EMBEDDINGS, 2, 2, false))
                .parameters()
                .get("encoder.embeddings.embeddings");
        float[] values = new float[(int) parameter.size()];
        parameter.initializer().fill(values, parameter.shape(), new Random(seed), LETTERS);
        return values;
    }

    private static float[] fromText(int tokens, String text) {
        return start(tokens, Map.of("prompt_tuning_init", "text", "prompt_tuning_init_text", text), 1);
    }

    @Test
    void aTextIsRepeatedOrCutToTheLength() {
        assertArrayEquals(new float[] {2, -2, 0, 0, 1, -1, 2, -2, 0, 0}, fromText(5, "cab"));
        assertArrayEquals(new float[] {2, -2, 0, 0}, fromText(2, "cab"));
    }

    @Test
    void refusesATextInWhichTheModelFindsNoWord() {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> fromText(2, "..."));
        assertTrue(e.getMessage().contains("..."), e.getMessage());
    }

    @Test
    void randomWordsAreRowsOfTheVocabularyAndFollowTheSeed() {
        Map<String, Object> options = Map.of("prompt_tuning_init", "sample_vocab");
        float[] values = start(40, options, 1);
        assertArrayEquals(values, start(40, options, 1));
        assertFalse(Arrays.equals(values, start(40, options, 2)));
        for (int i = 0; i < values.length; i += 2) {
            assertTrue(values[i] >= 0 && values[i] < 26 && values[i] == Math.rint(values[i]), "row " + values[i]);
            assertEquals(0, values[i] + values[i + 1]);
        }
    }

    @Test
    void startsUniformlyUnlessToldOtherwise() {
        float[] values = start(500, Map.of(), 1);
        float low = 0;
        float high = 0;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        assertEquals(-0.5, low, 0.01);
        assertEquals(0.5, high, 0.01);
    }
}
