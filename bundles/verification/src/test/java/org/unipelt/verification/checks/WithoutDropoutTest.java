package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;
import org.unipelt.api.TemporaryFolder;

class WithoutDropoutTest {
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path model;

    @Test
    void filesAreThoseOfTheModelAndOnlyDropoutDiffers() throws IOException {
        Files.writeString(
                model.resolve("config.json"),
                "{\"model_type\": \"bert\", \"hidden_dropout_prob\": 0.1, \"attention_probs_dropout_prob\": 0.1}");
        Files.writeString(model.resolve("model.safetensors"), "weights");
        Path gone;
        try (TemporaryFolder scratch = TemporaryFolder.open("verify")) {
            gone = scratch.folder();
            Path calm = scratch.path("model");
            WithoutDropout.copy(Folder.of(model, json), calm);
            assertEquals("weights", Files.readString(calm.resolve("model.safetensors")));
            JsonNode config = json.readTree(calm.resolve("config.json").toFile());
            assertEquals("bert", config.get("model_type").asText());
            assertEquals(0, config.get("hidden_dropout_prob").asDouble());
            assertEquals(0, config.get("attention_probs_dropout_prob").asDouble());
        }
        assertFalse(Files.exists(gone));
        // links went, what they led to did not
        assertEquals("weights", Files.readString(model.resolve("model.safetensors")));
        assertTrue(Files.readString(model.resolve("config.json")).contains("0.1"));
    }

    @Test
    void directoryWithoutConfigIsNoModel() throws IOException {
        try (TemporaryFolder scratch = TemporaryFolder.open("verify")) {
            Folder empty = Folder.of(model, json);
            String message = assertThrows(DataException.class, () -> WithoutDropout.copy(empty, scratch.path("model")))
                    .getMessage();
            assertTrue(message.contains("config.json"), message);
        }
    }
}
