package org.unipelt.tokenizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.DataException;
import org.unipelt.api.model.ModelFiles;

class HuggingFaceTokenizerFactoryTest {
    private static final byte[] TEXT = "[PAD]\n[UNK]\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path area;

    @Test
    void aModelWithoutTokenizerIsRefusedWithTheWayToMakeOne() {
        DataException error = refused(Models.of(Map.of("config.json", TEXT)));

        assertEquals(
                "tokenizer.json: the model has none. "
                        + "Write it with Python: AutoTokenizer.from_pretrained(folder).save_pretrained(folder).",
                error.getMessage());
    }

    @Test
    void anOlderVocabularyAloneIsNamed() {
        DataException error = refused(Models.of(Map.of("vocab.txt", TEXT)));

        assertTrue(error.getMessage().contains("only vocab.txt"), error.getMessage());
        assertTrue(error.getMessage().contains("AutoTokenizer"), error.getMessage());
    }

    @Test
    void aFileThatWasCutShortIsRefused() {
        String whole = Models.tokenizerJson("tiny-bert");

        DataException error = refused(Models.of(whole.substring(0, whole.length() / 2)));

        assertTrue(error.getMessage().startsWith("tokenizer.json: it is not understood (EOF"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "17", "{\"version\":\"1.0\",\"model\":{\"type\":\"Unheard\"}}"})
    void otherJsonIsRefused(String json) {
        DataException error = refused(Models.of(json));

        assertTrue(error.getMessage().startsWith("tokenizer.json: it is not understood ("), error.getMessage());
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() {
        byte[] latin = "{\"é\": 1}".getBytes(StandardCharsets.ISO_8859_1);

        DataException error = refused(Models.of(Map.of("tokenizer.json", latin)));

        assertEquals("tokenizer.json: it is not UTF-8 text. Copy or save the file anew.", error.getMessage());
    }

    @Test
    void aBrokenConfigurationIsNamed() {
        byte[] tokenizer = Models.tokenizerJson("tiny-bert").getBytes(StandardCharsets.UTF_8);

        DataException error = refused(Models.of(Map.of("tokenizer.json", tokenizer, "tokenizer_config.json", TEXT)));

        assertTrue(error.getMessage().startsWith("tokenizer_config.json: it is not a JSON object"), error.getMessage());
    }

    @Test
    void aFileThatCannotBeReadIsRefused() {
        ModelFiles broken = new ModelFiles() {
            @Override
            public Set<String> names() {
                return Set.of("tokenizer.json");
            }

            @Override
            public InputStream open(String name) throws IOException {
                throw new IOException("the disk is gone");
            }
        };

        assertTrue(refused(broken).getMessage().contains("could not be read (the disk is gone)"));
    }

    private static DataException refused(ModelFiles files) {
        HuggingFaceTokenizerFactory factory = new HuggingFaceTokenizerFactory(area);
        return assertThrows(DataException.class, () -> factory.open(files));
    }
}
