package org.unipelt.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;
import org.unipelt.api.comparison.Run;

class RunStoreTest {
    @TempDir
    Path folder;

    private final Plan plan = Plans.plan();
    private final Job first = plan.search().get(0);
    private final Job second = plan.search().get(1);

    @Test
    void whatIsNotedIsReadBack() {
        Run failed = Runs.failed(second);
        RunStore store = new RunStore(folder);
        store.add(Runs.of(first, 0.5, 0.25));
        store.add(failed);
        RunStore again = new RunStore(folder);
        assertEquals(Optional.of(Runs.of(first, 0.5, 0.25)), again.get(first));
        assertEquals(Optional.of(failed), again.get(second));
        assertEquals(Optional.empty(), again.get(plan.search().get(2)));
    }

    @Test
    void aLineFromBeforeThereWereMetricsInPercentIsReadBack() throws IOException {
        new RunStore(folder).add(Runs.of(first, 0.5, 0.25));
        Path file = folder.resolve(RunStore.FILE);
        String line = Files.readString(file);
        assertTrue(line.contains("\"perfect\":1.0,"), line);
        Files.writeString(file, line.replace("\"perfect\":1.0,", ""));
        assertEquals(Optional.of(Runs.of(first, 0.5, 0.25)), new RunStore(folder).get(first));
    }

    @Test
    void aLastLineThatWasCutOffIsForgotten() throws IOException {
        new RunStore(folder).add(Runs.of(first, 0.5, 0.25));
        Path file = folder.resolve(RunStore.FILE);
        Files.writeString(file, "{\"id\": \"ab", StandardOpenOption.APPEND);
        assertEquals(2, Files.readAllLines(file).size());
        note(Runs.of(second, 0.75, 0.5));
        assertEquals(2, Files.readAllLines(file).size());
        RunStore again = new RunStore(folder);
        assertTrue(again.get(first).isPresent());
        assertTrue(again.get(second).isPresent());
    }

    @Test
    void aCharacterThatWasCutOffIsForgotten() throws IOException {
        new RunStore(folder).add(Runs.of(first, 0.5, 0.25));
        Path file = folder.resolve(RunStore.FILE);
        Files.write(file, new byte[] {'{', '"', (byte) 0xc3}, StandardOpenOption.APPEND); // half an umlaut
        assertTrue(new RunStore(folder).get(first).isPresent());
        note(Runs.of(second, 0.75, 0.5));
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void aRunBehindALineWithoutItsEndIsNotLost() throws IOException {
        new RunStore(folder).add(Runs.of(first, 0.5, 0.25));
        Path file = folder.resolve(RunStore.FILE);
        Files.writeString(file, Files.readString(file).strip());
        note(Runs.of(second, 0.75, 0.5));
        RunStore again = new RunStore(folder);
        assertTrue(again.get(first).isPresent());
        assertTrue(again.get(second).isPresent());
    }

    @Test
    void aLineThatIsNoRunIsRefused() throws IOException {
        new RunStore(folder).add(Runs.of(first, 0.5, 0.25));
        Path file = folder.resolve(RunStore.FILE);
        Files.write(file, List.of("not a run", Files.readString(file).strip()));
        DataException problem = assertThrows(DataException.class, () -> new RunStore(folder));
        assertTrue(problem.getMessage().contains("runs.jsonl, line 1"), problem.getMessage());
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        DataException problem = assertThrows(DataException.class, () -> new RunStore(file));
        assertTrue(problem.getMessage().contains("Name another output folder"), problem.getMessage());
    }

    @Test
    void oneComparisonIsAtWorkInAFolderAtATime() {
        RunStore waiting = new RunStore(folder);
        new RunStore(folder).claimed(() -> {
            DataException problem = assertThrows(DataException.class, () -> waiting.claimed(() -> {}));
            assertTrue(problem.getMessage().contains("another comparison is at work in it"), problem.getMessage());
        });
        note(Runs.of(first, 0.5, 0.25));
        waiting.claimed(() -> assertTrue(waiting.get(first).isPresent(), "what the other one has noted is known"));
    }

    @Test
    void whoOnlyReadsWritesNothing() throws IOException {
        Path there = folder.resolve("there");
        assertEquals(Optional.empty(), new RunStore(there).get(first));
        assertFalse(Files.exists(there));
        Path file = Files.writeString(folder.resolve(RunStore.FILE), "{\"id\": \"ab");
        new RunStore(folder);
        assertEquals("{\"id\": \"ab", Files.readString(file));
    }

    private void note(Run run) {
        RunStore store = new RunStore(folder);
        store.claimed(() -> store.add(run));
    }
}
