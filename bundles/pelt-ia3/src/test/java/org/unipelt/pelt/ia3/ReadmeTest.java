package org.unipelt.pelt.ia3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    @Test
    void theConfigurationTableIsWhatTheServiceDeclares() throws Exception {
        String table = new Ia3Module().options().table();
        assertTrue(Files.readString(Path.of("README.md")).contains(table), "README.md should hold:\n" + table);
    }

    @Test
    void theExamplesAreUnderstood() throws Exception {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertFalse(examples.isEmpty());
        for (String example : examples) {
            Map<String, Object> entry = new ObjectMapper().readValue(example, new TypeReference<>() {});
            assertEquals("ia3", entry.remove("method"));
            assertFalse(Declared.at(Declared.bertBase(), entry).contributions.isEmpty(), example);
        }
    }
}
