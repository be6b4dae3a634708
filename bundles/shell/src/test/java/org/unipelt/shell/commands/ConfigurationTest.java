package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    Path folder;

    @Test
    void aBaseThatLiesBesideTheConfigurationIsFoundFromAnyFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("config.json"), "{\"base\": \"models/mine\"}");
        assertEquals("models/mine", Configuration.read(file, List.of()).base());
        Path model = Files.createDirectories(folder.resolve("models/mine"));
        Files.writeString(model.resolve("config.json"), "{}");
        assertEquals(model.toString(), Configuration.read(file, List.of()).base());
        assertEquals(
                "minilm-l6", Configuration.read(file, List.of("base=minilm-l6")).base());
    }
}
