package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.shell.services.Context;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestOrchestrator;
import org.unipelt.shell.testing.TestServices;
import picocli.CommandLine;

class CommandLinesTest {
    private final TestServices services = new TestServices();

    @Test
    void helpOfEveryCommandIsAsItWasAgreed() throws IOException {
        String all =
                paths(CommandLines.of(new Context(services, org.unipelt.shell.console.Console.system(), null))).stream()
                        .map(path ->
                                Run.of(services, path.toArray(String[]::new)).out())
                        .collect(Collectors.joining("\n" + "=".repeat(100) + "\n"));
        try (InputStream expected = getClass().getResourceAsStream("help.txt")) {
            Path actual = Files.writeString(Path.of("target", "help.txt"), all);
            assertEquals(
                    new String(expected.readAllBytes(), StandardCharsets.UTF_8),
                    all,
                    "If the help should read so now: cp " + actual + " src/test/resources/org/unipelt/shell/commands/");
        }
    }

    @Test
    void helpOfEveryCommandGivesAnExampleOfIt() {
        for (List<String> path :
                paths(CommandLines.of(new Context(services, org.unipelt.shell.console.Console.system(), null)))) {
            Run run = Run.of(services, path.toArray(String[]::new));
            String command = "  unipelt " + String.join(" ", path.subList(0, path.size() - 1));
            String examples = run.out().substring(run.out().indexOf("Examples:"));
            assertEquals(0, run.code());
            assertTrue(examples.contains(command.stripTrailing()), run.out());
        }
    }

    @Test
    void theReadmeListsEveryCommandWithItsOptions() throws IOException {
        List<String> table = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `unipelt "))
                .toList();
        CommandLines.of(new Context(services, org.unipelt.shell.console.Console.system(), null))
                .getSubcommands()
                .forEach((name, command) -> {
                    String row = table.stream()
                            .filter(line -> line.matches("\\| `unipelt " + name + "[ `].*"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("README.md lacks " + name));
                    command.getCommandSpec().options().stream()
                            .filter(option -> !option.inherited())
                            .forEach(option ->
                                    assertTrue(row.contains(option.longestName()), option.longestName() + ": " + row));
                });
    }

    /** The command line that shows the help of each command. */
    private static List<List<String>> paths(CommandLine command) {
        List<List<String>> all = new ArrayList<>(List.of(List.of("--help")));
        command.getSubcommands().forEach((name, sub) -> paths(sub).forEach(path -> {
            List<String> longer = new ArrayList<>(List.of(name));
            longer.addAll(path);
            all.add(longer);
        }));
        return all;
    }

    @Test
    void versionIsThatOfTheBundle() {
        assertEquals("unipelt 1.2.3", Run.of(services, "--version").out().strip());
    }

    @Test
    void withoutACommandTheUsageIsWrong() {
        Run run = Run.of(services);
        assertEquals(2, run.code());
        assertTrue(run.err().startsWith("unipelt: name a command"), run.err());
    }

    @Test
    void aMistypedCommandGetsTheNearestOne() {
        Run run = Run.of(services, "modles");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("did you mean 'modules'?"), run.err());
    }

    @Test
    void anUnknownOptionIsAUsageErrorThatPointsToTheHelp() {
        Run run = Run.of(services, "train", "--otput", "pack", "config.json");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("'unipelt train --help' shows what it takes"), run.err());
        assertTrue(run.out().isEmpty());
    }

    @Test
    void aProblemWithDataIsOneLineAndExitCodeOne() {
        failWith(new DataException("train.tsv, line 3", "it has 1 column", "Give it 2"));
        Run run = Run.of(services, "modules");
        assertEquals(1, run.code());
        assertEquals("unipelt: train.tsv, line 3: it has 1 column. Give it 2.\n", run.err());
    }

    @Test
    void aProblemWithAConfigurationIsExitCodeTwo() {
        failWith(new ConfigurationException("config.json", "'ranck' is not a known key", "Did you mean 'r'?"));
        Run run = Run.of(services, "modules");
        assertEquals(2, run.code());
        assertEquals("unipelt: config.json: 'ranck' is not a known key. Did you mean 'r'?\n", run.err());
    }

    @Test
    void debugShowsWhereAnErrorComesFrom() {
        failWith(new DataException("train.tsv", "it is empty", ""));
        assertFalse(Run.of(services, "modules").err().contains("\tat "));
        assertTrue(Run.of(services, "modules", "--debug").err().contains("\tat "));
        assertTrue(Run.of(services, "--debug", "modules").err().contains("\tat "));
    }

    @Test
    void anUnexpectedErrorIsShortToo() {
        failWith(new IllegalStateException("a\nb"));
        Run run = Run.of(services, "modules");
        assertEquals(1, run.code());
        assertEquals(
                "unipelt: unexpected IllegalStateException: a b",
                run.err().lines().findFirst().orElseThrow());
        assertFalse(run.err().contains("\tat "));
    }

    @Test
    void anErrorOfTheVirtualMachineIsReportedToo() {
        services.orchestrator = new TestOrchestrator();
        ((TestOrchestrator) services.orchestrator).modules = new FailingList(new OutOfMemoryError("no heap"));
        Run run = Run.of(services, "modules");
        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("unipelt: unexpected OutOfMemoryError: no heap"), run.err());
    }

    @Test
    void aResultThatCannotBeWrittenIsAFailure() {
        services.orchestrator = new TestOrchestrator();
        Run run = Run.intoNothing(services, "", "modules", "--json");
        assertEquals(1, run.code());
        assertEquals(
                "unipelt: standard output: not everything could be written. Make room, or name another place.\n",
                run.err());
    }

    @Test
    void aMissingServiceIsNamed() {
        Run run = Run.of(services, "modules");
        assertEquals(1, run.code());
        assertEquals("unipelt: a service: no bundle gives it. Start one.\n", run.err());
    }

    private void failWith(Throwable problem) {
        TestOrchestrator orchestrator = new TestOrchestrator();
        orchestrator.modules = new FailingList(problem);
        services.orchestrator = orchestrator;
    }

    private static final class FailingList extends java.util.AbstractList<ModuleInfo> {
        private final Throwable problem;

        FailingList(Throwable problem) {
            this.problem = problem;
        }

        @Override
        public ModuleInfo get(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int size() {
            if (problem instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) problem;
        }
    }
}
