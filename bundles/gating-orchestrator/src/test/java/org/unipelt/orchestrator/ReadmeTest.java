package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theConfigurationTableIsWhatGatingTakes() throws Exception {
        String table = GatePolicy.SCHEMA.table();
        assertTrue(Files.readString(Path.of("README.md")).contains(table), "README.md should hold:\n" + table);
    }
}
