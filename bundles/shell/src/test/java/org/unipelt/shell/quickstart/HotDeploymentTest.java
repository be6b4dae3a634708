package org.unipelt.shell.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.TextInput;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.shell.console.Cancellation;
import org.unipelt.shell.quickstart.HotDeployment.Phase;
import org.unipelt.shell.testing.TestPredictor;

class HotDeploymentTest {
    @TempDir
    Path home;

    private final Cancellation cancellation = new Cancellation();

    @BeforeEach
    void makeInstallation() throws IOException {
        Files.createDirectories(home.resolve("extensions"));
        Files.createDirectories(home.resolve("load"));
        Files.writeString(home.resolve("extensions/pelt-x.jar"), "whole");
    }

    @Test
    void everyCallIsCountedInItsPhaseAndTheJarIsTakenOutAgain() {
        HotDeployment hot = demonstrate(watching());
        assertEquals(0, hot.failures());
        for (Phase phase : Phase.values()) {
            assertTrue(hot.calls().stream().filter(c -> hot.phase(c) == phase).count() >= 100, phase.words());
        }
        assertEquals(List.of("lora"), hot.without());
        assertEquals(List.of("lora", "x"), hot.with());
        assertTrue(hot.deployed() <= hot.joined() && hot.joined() <= hot.removed() && hot.removed() <= hot.left());
        assertEquals(0, hot.difference());
        assertFalse(Files.exists(home.resolve("load/pelt-x.jar")));
    }

    @Test
    void theFolderNeverShowsHalfAJar() throws IOException {
        LoadFolder jar = LoadFolder.of(home, "pelt-x.jar");
        jar.deploy();
        assertEquals("whole", Files.readString(home.resolve("load/pelt-x.jar")));
        try (var files = Files.list(home.resolve("load"))) {
            assertEquals(1, files.count());
        }
        try (var files = Files.list(home)) {
            assertEquals(2, files.count(), "what was written beside the folder is gone");
        }
    }

    @Test
    void aJarThatAKilledRunLeftIsClearedAwayFirst() {
        LoadFolder.of(home, "pelt-x.jar").deploy();
        assertEquals(List.of("lora"), demonstrate(watching()).without());
    }

    @Test
    void aStoppedDemonstrationTakesTheJarOut() {
        TestPredictor deaf = new TestPredictor(Map.of(), () -> {
            if (Files.exists(home.resolve("load/pelt-x.jar"))) {
                cancellation.cancel();
            }
            return List.of("lora");
        });
        UniPeltException e = assertThrows(UniPeltException.class, () -> demonstrate(deaf));
        assertTrue(e.getMessage().contains("it was stopped"), e.getMessage());
        assertFalse(Files.exists(home.resolve("load/pelt-x.jar")));
    }

    @Test
    void anInstallationWithoutTheExtensionSaysSo() {
        UnavailableException e = assertThrows(UnavailableException.class, () -> LoadFolder.of(home, "other.jar"));
        assertTrue(e.getMessage().startsWith("extensions/other.jar"), e.getMessage());
    }

    private HotDeployment demonstrate(TestPredictor predictor) {
        List<TextInput> texts = List.of(TextInput.of("a dog"), TextInput.of("quite a long text"));
        return new HotDeployment.Demonstration(predictor, texts, LoadFolder.of(home, "pelt-x.jar"), "x", cancellation)
                .run();
    }

    /** Has the method x as long as its jar is in the folder, as the framework makes it. */
    private TestPredictor watching() {
        return new TestPredictor(
                Map.of(), () -> Files.exists(home.resolve("load/pelt-x.jar")) ? List.of("lora", "x") : List.of("lora"));
    }
}
