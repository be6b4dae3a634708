package org.unipelt.gate.recurrent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theConfigurationTableIsWhatTheServiceDeclares() throws Exception {
        String table = new RecurrentGate().options().table();
        assertTrue(Files.readString(Path.of("README.md")).contains(table), "README.md should hold:\n" + table);
    }
}
