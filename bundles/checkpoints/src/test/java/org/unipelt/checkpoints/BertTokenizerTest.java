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
    void refusesSettingsOfAnotherKindOfTokenizer() {
        refused(Map.of("tokenizer_class", "BertJapaneseTokenizer"), "the tokenizer is a BertJapaneseTokenizer");
        refused(Map.of("word_tokenizer_type", "mecab"), "the tokenizer cuts words by 'mecab'");
        refused(Map.of("added_tokens", Map.of("[E1]", 30522)), "the token '[E1]' was added");
        refused(Map.of("added_tokens_decoder", Map.of("0", Map.of("content", "[E1]"))), "the token '[E1]' was added");
        Map<String, Object> plain = Map.of(
                "tokenizer_class",
                "BertTokenizerFast",
                "added_tokens_decoder",
                Map.of("1", Map.of("content", "[CLS]")));
        assertEquals(tree(json(VOCABULARY, Map.of())), tree(json(VOCABULARY, plain)));
    }

    private static void refused(Map<String, Object> settings, String part) {
        String message = assertThrows(DataException.class, () -> json(VOCABULARY, settings))
                .getMessage();
        assertTrue(message.startsWith("m/vocab.txt: " + part), message);
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
