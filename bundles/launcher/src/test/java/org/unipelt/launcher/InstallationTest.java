package org.unipelt.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallationTest {

    @TempDir
    Path home;

    @Test
    void variablesNameTheHomeAndOtherKeys() throws IOException {
        new TestInstallation(home, "natives=${unipelt.home}/var/native", "system.cache=${natives}/v1");

        Installation installation = Installation.read(home);

        assertEquals(home + "/var/native", installation.frameworkProperties().get("natives"));
        assertEquals(home + "/var/native/v1", installation.systemProperties().get("cache"));
    }

    @Test
    void anUnknownVariableIsNamedWithItsKey() throws IOException {
        new TestInstallation(home, "folder=${unipelt.hoem}/load");

        LaunchException problem = assertThrows(LaunchException.class, () -> Installation.read(home));

        assertTrue(problem.getMessage().contains("folder uses ${unipelt.hoem}"), problem.getMessage());
    }

    @Test
    void variablesThatReferToEachOtherAreAnError() throws IOException {
        new TestInstallation(home, "a=${b}", "b=${a}");

        assertThrows(LaunchException.class, () -> Installation.read(home));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00-early", "150-late", "20000000000-never"})
    void aFolderThatWouldNeverStartIsNamed(String folder) throws IOException {
        new TestInstallation(home).bundle(folder, "some", ArgumentCounter.class);

        LaunchException problem =
                assertThrows(LaunchException.class, () -> BundleFolders.scan(home.resolve("bundle"), 100));

        assertTrue(problem.getMessage().startsWith("the folder bundle/" + folder + " would"), problem.getMessage());
    }

    @Test
    void aMissingConfigurationTellsWhatToDo() {
        LaunchException problem = assertThrows(LaunchException.class, () -> Installation.read(home));

        assertTrue(problem.getMessage().contains("unpack the distribution again"), problem.getMessage());
    }
}
