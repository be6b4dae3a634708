package org.unipelt.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FrameworkRunTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
    private TestInstallation installation;

    @BeforeEach
    void install() throws IOException {
        installation = new TestInstallation(
                folder, "org.osgi.framework.startlevel.beginning=100", "felix.log.level=0", "unipelt.stop.timeout=60");
    }

    @Test
    void theBundleGetsTheCommandLineAndSetsTheExitCode() throws IOException {
        installation.bundle("30-shell", "counter", ArgumentCounter.class);

        assertEquals(3, run("train", "--seed", "42"));
        assertEquals("", messages());
    }

    @Test
    void aBundleMayBeAFolder() throws IOException {
        installation.explodedBundle("30-shell", "counter", ArgumentCounter.class);

        assertEquals(2, run("modules", "--verbose"));
    }

    @Test
    void aBundleThatDoesNotResolveIsNamedAndTheOthersRun() throws IOException {
        installation.unresolvableBundle("10-libraries", "broken");
        installation.bundle("30-shell", "counter", ArgumentCounter.class);

        assertEquals(1, run("version"));
        List<String> lines = messages().lines().toList();
        assertEquals(1, lines.size(), messages());
        assertEquals(
                "unipelt: the bundle broken does not start: no bundle provides the package nowhere.to.be.found,"
                        + " version 1.2.0 or later and below 2.0.0",
                lines.get(0));
    }

    @Test
    void withoutAShellBecauseOfAnErrorTheRunEnds() throws IOException {
        installation.unresolvableBundle("30-shell", "broken");

        assertEquals(FrameworkRun.FAILURE, run("version"));
        assertTrue(messages().contains("no bundle took the command line"), messages());
    }

    @Test
    @Timeout(60)
    void anErrorThatIsToldOfLateEndsTheRunAsWell() throws IOException {
        installation.bundle("10-libraries", "loiterer", Loiterer.class);
        installation.unresolvableBundle("30-shell", "broken");

        assertEquals(FrameworkRun.FAILURE, run("version"));
        assertTrue(messages().contains("no bundle took the command line"), messages());
    }

    @Test
    void aTerminatedCommandMaySaveAndLeavesNoTemporaryFiles() throws Exception {
        installation.bundle("30-shell", "saver", SlowSaver.class);
        Path cwd = Files.createDirectory(folder.resolve("cwd"));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dunipelt.home=" + installation.home(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .directory(cwd.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals("running", process.inputReader().readLine());

        process.destroy();

        assertEquals(143, process.waitFor());
        assertEquals("all of it", Files.readString(cwd.resolve("saved.txt")));
        try (var left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void foldersAreStartLevels() throws IOException {
        installation.bundle("30-shell", "counter", ArgumentCounter.class);
        installation.bundle("05-services", "zebra", ArgumentCounter.class);
        installation.bundle("05-services", "ant", ArgumentCounter.class);
        Files.createDirectories(folder.resolve("bundle").resolve("notes"));

        List<BundleFolders.Entry> entries = BundleFolders.scan(folder.resolve("bundle"), 100);

        assertEquals(
                List.of(Map.entry(5, "ant.jar"), Map.entry(5, "zebra.jar"), Map.entry(30, "counter.jar")),
                entries.stream()
                        .map(e ->
                                Map.entry(e.startLevel(), e.path().getFileName().toString()))
                        .toList());
    }

    private int run(String... arguments) {
        PrintStream out = new PrintStream(messages, true, StandardCharsets.UTF_8);
        return FrameworkRun.of(Installation.read(folder), out).execute(arguments);
    }

    private String messages() {
        return messages.toString(StandardCharsets.UTF_8);
    }
}
