package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestGenerator;
import org.unipelt.shell.testing.TestServices;
import org.unipelt.shell.testing.TestSessions;

class GenerateCommandTest {
    @TempDir
    Path folder;

    private final TestServices services = new TestServices();
    private final TestGenerator generator = new TestGenerator();
    private boolean closed;

    GenerateCommandTest() {
        TestSessions sessions = new TestSessions();
        sessions.frozen = model();
        services.sessions = sessions;
        services.generator = generator;
    }

    private FrozenModel model() {
        return (FrozenModel) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FrozenModel.class}, (proxy, method, arguments) -> {
                    closed |= method.getName().equals("close");
                    return method.getName().equals("decoder") ? decoder() : null;
                });
    }

    /** Which only the generator would look at. */
    private TextDecoder decoder() {
        return (TextDecoder) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TextDecoder.class},
                (proxy, method, arguments) -> method.getName().equals("until") ? proxy : null);
    }

    private Run run(String... arguments) {
        return Run.of(services, arguments);
    }

    @Test
    void eachTextThatIsWrittenIsALine() {
        Run run = run("generate", "--model", "m", "a dog", "a cat", "--sequences", "2", "--beams", "2");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                List.of("0A DOG", "0A DOG", "1A CAT", "1A CAT"),
                run.out().lines().toList());
        assertTrue(closed);
    }

    @Test
    void jsonTellsTextLengthAndScore() {
        Run run = run("generate", "--model", "m", "--json", "a dog");
        assertEquals(
                Map.of("text", "a dog", "generated", "0A DOG", "tokens", 2, "score", -0.5),
                Json.parse(run.out()).orElseThrow());
    }

    @Test
    void anyOptionCanBeGivenByItsName() {
        assertEquals(
                0,
                run("generate", "--model", "m", "a", "--option", "early_stopping=never", "--option", "num_beams=3")
                        .code());
        assertEquals("never", generator.options.text("early_stopping"));
        assertEquals(3, generator.options.integer("num_beams"));
    }

    @Test
    void optionsThatAreUnknownOrGivenTwiceAreRefused() {
        refused("num_beams", "--option", "num_beam=3");
        refused("num_beams", "--option", "num_beams=3", "--beams", "2");
        refused("KEY=VALUE", "--option", "num_beams");
    }

    private void refused(String part, String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(new String[] {"generate", "--model", "m", "a"}, 0, all, 0, 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        Run run = run(all);
        assertEquals(2, run.code());
        assertTrue(run.err().contains(part), run.err());
        assertEquals(List.of(), generator.calls);
    }

    @Test
    void linesOfAFileAreWrittenOnFromAsTheyCome() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.txt"), "a text\n".repeat(20));
        Run run = run("generate", "--model", "m", "--input", file.toString());
        assertEquals(20, run.out().lines().count());
        assertEquals(List.of(16, 4), generator.calls.stream().map(List::size).toList());
    }

    /** Else a seed would mean one thing for texts of the command line, and another for each speed of a pipe. */
    @Test
    void textsThatAreDrawnAreGivenTogether() {
        Run run = Run.reading(services, "a text\n".repeat(20), "generate", "--model", "m", "--sample");
        assertEquals("19A TEXT", run.out().lines().skip(19).findFirst().orElseThrow());
        assertEquals(1, generator.calls.size());
    }

    @Test
    void aFileThatIsMissingAndOneBesideTextsAreRefused() {
        Run missing = run("generate", "--model", "m", "--input", "nowhere.txt");
        assertEquals(1, missing.code());
        assertTrue(missing.err().startsWith("unipelt: nowhere.txt: there is no such file"), missing.err());
        assertEquals(2, run("generate", "--model", "m", "a", "--input", "-").code());
    }

    @Test
    void aPackOrAModelMustBeGiven() {
        Run run = run("generate");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("--model"), run.err());
    }
}
