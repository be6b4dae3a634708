package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    @Test
    void theExampleIsWhatAUniPeltOfAdaptersBecomes() throws IOException {
        String text = readme();
        int start = text.indexOf("```json\n") + "```json\n".length();
        JsonNode example = JSON.readTree(text.substring(start, text.indexOf("```", start)));
        Converted converted = Fixtures.convert(Fixtures.adapters("unipelt_flat"));

        assertEquals(example.get("methods"), JSON.valueToTree(converted.methods()));
        assertEquals(example.get("gating"), JSON.valueToTree(converted.gating()));
        assertEquals(
                example.get("task"),
                JSON.valueToTree(converted.composition("base").task()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LORA", "IA3", "PREFIX_TUNING", "PROMPT_TUNING", "seq_bn", "double_seq_bn", "par_bn"})
    void everySupportedFormIsInTheTable(String form) throws IOException {
        assertTrue(readme().lines().anyMatch(line -> line.startsWith("|") && line.contains(form)), form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BERT, RoBERTa", "GPT-2", "T5"})
    void everyFamilyThatWasHeldAgainstTheLibrariesHasAColumn(String family) throws IOException {
        assertTrue(
                readme().lines().anyMatch(line -> line.startsWith("| |") && line.contains("| " + family + " |")),
                family);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix-tiny-t5", "prefix-tiny-gpt2"})
    void theOptionsOfAPrefixOfEachFamilyAreInItsTable(String folder) throws IOException {
        String row = readme().lines()
                .filter(line -> line.startsWith("| peft PREFIX_TUNING |"))
                .findFirst()
                .orElseThrow();
        Fixtures.convert(Fixtures.peft(folder)).methods().get(0).keySet().stream()
                .filter(key -> !key.equals("method") && !key.equals("prefix_length"))
                .forEach(key -> assertTrue(row.contains(key), key));
    }
}
