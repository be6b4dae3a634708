package org.unipelt.tokenizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;

class HuggingFaceTokenizerTest {
    @TempDir
    private static Path area;

    @Test
    void exampleOfTheReadme() {
        ModelFiles files = Models.of(Models.tokenizerJson("tiny-bert"));
        HuggingFaceTokenizerFactory tokenizers = new HuggingFaceTokenizerFactory(area);

        try (TextTokenizer tokenizer = tokenizers.open(files)) {
            Encoding encoding = tokenizer.encode("The cat sleeps.", "On the sill.", 12, Truncation.LONGEST_FIRST);

            assertEquals(12, encoding.length());
            assertTrue(encoding.truncated());
            assertEquals("[CLS] the cat slee [SEP] on the sill [SEP]", tokenizer.decode(encoding.ids(), false));
        }
    }

    @Test
    void paddingOfTheFileIsOffAndItsIdIsKept() {
        JsonObject json = json("tiny-bert");
        json.add("padding", JsonParser.parseString("""
                {"strategy": {"Fixed": 128}, "direction": "Right", "pad_to_multiple_of": null,
                 "pad_id": 4, "pad_type_id": 0, "pad_token": "[MASK]"}"""));

        try (TextTokenizer tokenizer = open(json.toString())) {
            assertEquals(
                    encode("tiny-bert", "the cat").tokens(),
                    encode(tokenizer, "the cat").tokens());
            assertEquals(4, tokenizer.paddingId());
        }
    }

    @Test
    void truncationOfTheFileIsOff() {
        JsonObject json = json("tiny-bert");
        json.add("truncation", JsonParser.parseString("""
                {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0}"""));

        try (TextTokenizer tokenizer = open(json.toString())) {
            Encoding encoding = encode(tokenizer, "the cat sleeps on the sill");

            assertEquals(encode("tiny-bert", "the cat sleeps on the sill").tokens(), encoding.tokens());
            assertFalse(encoding.truncated());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-bert, 380, 0",
        "tiny-bert-no-prefix, 360, 0",
        "tiny-roberta, 390, 1",
        "tiny-gpt2, 380, 0",
        "tiny-t5, 310, 0"
    })
    void vocabularySizeAndPaddingId(String model, int size, int padding) {
        try (TextTokenizer tokenizer = open(Models.tokenizerJson(model))) {
            assertEquals(size, tokenizer.vocabularySize());
            assertEquals(padding, tokenizer.paddingId());
        }
    }

    @Test
    void addedTokensOutsideTheVocabularyCount() {
        JsonObject json = json("tiny-bert");
        JsonArray added = json.getAsJsonArray("added_tokens");
        JsonObject token = added.get(0).getAsJsonObject().deepCopy();
        token.addProperty("id", 380);
        token.addProperty("content", "[ENTITY]");
        added.add(token);

        try (TextTokenizer tokenizer = open(json.toString())) {
            assertEquals(381, tokenizer.vocabularySize());
            assertArrayEquals(
                    new int[] {2, 380, 3}, encode(tokenizer, "[ENTITY]").ids());
        }
    }

    @Test
    void offsetsCountCharactersAndNotCodeUnits() {
        Encoding encoding = encode("tiny-bert", "\uD83D\uDE00 the");

        assertArrayEquals(new int[][] {{0, 0}, {0, 1}, {2, 5}, {0, 0}}, encoding.offsets());
    }

    @ParameterizedTest
    @CsvSource({"tiny-bert", "tiny-roberta", "tiny-gpt2", "tiny-t5"})
    void unpairedSurrogatesAreReplacedOneForOne(String model) {
        String broken = "the \uD83D cat \uDE00 \uD83D\uDE00 sill\uD800";
        String repaired = "the \uFFFD cat \uFFFD \uD83D\uDE00 sill\uFFFD";

        Encoding encoding = encode(model, broken);

        assertEquals(encode(model, repaired).tokens(), encoding.tokens());
        assertArrayEquals(encode(model, repaired).offsets(), encoding.offsets());
    }

    @Test
    void unpairedSurrogatesOfAPairAreReplacedToo() {
        try (TextTokenizer tokenizer = open(Models.tokenizerJson("tiny-roberta"))) {
            Encoding broken = tokenizer.encode("the\uD800", "cat\uDC00", 64, Truncation.LONGEST_FIRST);
            Encoding repaired = tokenizer.encode("the\uFFFD", "cat\uFFFD", 64, Truncation.LONGEST_FIRST);

            assertEquals(repaired.tokens(), broken.tokens());
        }
    }

    @Test
    void zeroCharactersAndEmptyTextsAreTexts() {
        assertEquals(List.of("[CLS]", "[SEP]"), encode("tiny-bert", "").tokens());
        assertEquals(
                encode("tiny-bert", "thecat").tokens(),
                encode("tiny-bert", "the\0cat").tokens());
    }

    @Test
    void lengthForSpecialTokensAloneLeavesThem() {
        try (TextTokenizer tokenizer = open(Models.tokenizerJson("tiny-bert"))) {
            Encoding encoding = tokenizer.encode("the", "cat", 3, Truncation.LONGEST_FIRST);

            assertEquals(List.of("[CLS]", "[SEP]", "[SEP]"), encoding.tokens());
            assertTrue(encoding.truncated());
        }
    }

    /** The expected tokens were computed with Hugging Face tokenizers 0.22.2. */
    @ParameterizedTest
    @CsvSource({
        "tiny-bert, [CLS] the gre ##y c ##at sl ##ee ##ps on the [SEP] sh ##ort an ##s ##w ##er here [SEP]",
        "tiny-roberta, <s> The Ġg re y Ġc </s> </s> s h or t Ġa n s w er Ġh ere </s>",
        "tiny-gpt2, The Ġg re y Ġc at Ġs le e s h or t Ġa n s w er Ġh ere",
        "tiny-t5, T h e ▁g re y ▁c at ▁s </s> s h or t ▁an s w er ▁here </s>"
    })
    void onlyTheFirstTextIsCutWhereThatIsAsked(String model, String tokens) {
        try (TextTokenizer tokenizer = open(Models.tokenizerJson(model))) {
            Encoding encoding = tokenizer.encode(
                    "The grey cat sleeps on the warm window sill. A red tram stops.",
                    "short answer here",
                    20,
                    Truncation.ONLY_FIRST);

            assertEquals(List.of(tokens.split(" ")), encoding.tokens());
            assertTrue(encoding.truncated());
        }
    }

    @Test
    void aLengthBelowThatIsRefused() {
        try (TextTokenizer tokenizer = open(Models.tokenizerJson("tiny-bert"))) {
            ConfigurationException error = assertThrows(
                    ConfigurationException.class, () -> tokenizer.encode("the", null, 1, Truncation.LONGEST_FIRST));

            assertTrue(error.getMessage().contains("the special tokens alone are 2"), error.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true, he's here.", "false, true, he ' s here.", ", true, he's here.", ", false, he ' s here ."})
    void spacesBeforePunctuationGoWhereTheFilesSaySo(String configured, boolean decoder, String expected) {
        JsonObject json = json("tiny-bert");
        json.getAsJsonObject("decoder").addProperty("cleanup", decoder);
        Map<String, byte[]> files = new HashMap<>(Map.of("tokenizer.json", utf8(json.toString())));
        if (configured != null) {
            files.put("tokenizer_config.json", utf8("{\"clean_up_tokenization_spaces\": " + configured + "}"));
        }

        try (TextTokenizer tokenizer = new HuggingFaceTokenizerFactory(area).open(Models.of(files))) {
            assertEquals(
                    expected, tokenizer.decode(encode(tokenizer, "He's here.").ids(), true));
        }
    }

    @Test
    void unknownPiecesAreNamedByTheUnknownToken() {
        assertEquals("<unk>", encode("tiny-t5", "O").tokens().get(0));
    }

    @Test
    void idsOutsideTheVocabularyDecodeToNothing() {
        try (TextTokenizer tokenizer = open(Models.tokenizerJson("tiny-bert"))) {
            int the = encode(tokenizer, "the").ids()[1];

            assertEquals("the the", tokenizer.decode(new int[] {the, 100_000, -1, the}, false));
        }
    }

    @Test
    void aVocabularyWithoutItsUnknownTokenIsAnErrorOfTheFile() {
        String json = """
                {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null,
                 "decoder": null, "truncation": null, "padding": null,
                 "model": {"type": "WordLevel", "vocab": {"the": 0}, "unk_token": "[UNK]"}}""";

        try (TextTokenizer tokenizer = open(json)) {
            DataException error = assertThrows(DataException.class, () -> encode(tokenizer, "cat"));

            assertTrue(error.getMessage().startsWith("tokenizer.json: "), error.getMessage());
        }
    }

    @Test
    void nullTextsNeverReachNativeCode() {
        try (TextTokenizer tokenizer = open(Models.tokenizerJson("tiny-bert"))) {
            assertThrows(NullPointerException.class, () -> encode(tokenizer, null));
            assertThrows(NullPointerException.class, () -> tokenizer.decode(null, false));
        }
    }

    private static TextTokenizer open(String json) {
        return new HuggingFaceTokenizerFactory(area).open(Models.of(json));
    }

    private static Encoding encode(String model, String text) {
        try (TextTokenizer tokenizer = open(Models.tokenizerJson(model))) {
            return encode(tokenizer, text);
        }
    }

    private static Encoding encode(TextTokenizer tokenizer, String text) {
        return tokenizer.encode(text, null, 512, Truncation.LONGEST_FIRST);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject json(String model) {
        return JsonParser.parseString(Models.tokenizerJson(model)).getAsJsonObject();
    }
}
