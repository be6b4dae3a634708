package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unipelt.api.DataException;

class BertTokenizerTest {
    private static final String VOCABULARY = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";

    @ParameterizedTest
    @CsvSource({"tiny-bert, true", "tiny-bert-no-prefix, false"})
    void writesWhatPythonWritesForTheSameVocabulary(String model, boolean lowerCase) throws IOException {
        Map<String, Object> expected = tree(Fixtures.resource(model + "/tokenizer.json"));

        assertEquals(expected, tree(json(vocabulary(model), Map.of("do_lower_case", lowerCase))));
    }

    @ParameterizedTest
    @CsvSource({"tiny-bert, true", "tiny-bert-no-prefix, false"})
    void tellsCasedVocabularyByItsCapitals(String model, boolean lowerCase) throws IOException {
        assertEquals(lowerCase, normalizer(vocabulary(model), Map.of()).get("lowercase"));
    }

    @Test
    void letterWithoutLowerCaseIsNoCapital() {
        assertEquals(true, normalizer(VOCABULARY + "a\n\u211d\n", Map.of()).get("lowercase"));
    }

    @Test
    void takesOverTheSettings() {
        Map<?, ?> normalizer = normalizer(VOCABULARY, Map.of("strip_accents", false, "tokenize_chinese_chars", false));

        assertEquals(false, normalizer.get("strip_accents"));
        assertEquals(false, normalizer.get("handle_chinese_chars"));
    }

    @Test
    void windowsLinesGiveTheSameTokens() {
        assertEquals(tree(json(VOCABULARY, Map.of())), tree(json(VOCABULARY.replace("\n", "\r\n"), Map.of())));
    }

    @Test
    void refusesVocabularyOfAnotherKind() {
        String message = assertThrows(DataException.class, () -> json("<s>\n</s>\n", Map.of()))
                .getMessage();

        assertTrue(message.startsWith("m/vocab.txt: has no token [UNK]"), message);
    }

    private static String vocabulary(String model) throws IOException {
        return new String(Fixtures.resource(model + "/vocab.txt"), StandardCharsets.UTF_8);
    }

    private static byte[] json(String vocabulary, Map<String, Object> settings) {
        return BertTokenizer.json(vocabulary, settings, "m/vocab.txt");
    }

    private static Map<?, ?> normalizer(String vocabulary, Map<String, Object> settings) {
        return (Map<?, ?>) tree(json(vocabulary, settings)).get("normalizer");
    }

    private static Map<String, Object> tree(byte[] json) {
        return Json.object(json, "tokenizer.json", "");
    }
}
