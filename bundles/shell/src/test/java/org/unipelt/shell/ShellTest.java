package org.unipelt.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.shell.console.AwaitedInput;
import org.unipelt.shell.console.Console;
import org.unipelt.shell.testing.TestOrchestrator;
import org.unipelt.shell.testing.TestPredictor;
import org.unipelt.shell.testing.TestServices;

class ShellTest {
    @TempDir
    Path folder;

    private final TestServices services = new TestServices();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private InputStream input = InputStream.nullInputStream();

    @Test
    void theCommandsExitCodeEndsTheProcess() throws Exception {
        start("model", "frobnicate");
        assertEquals(2, exit.get(60, TimeUnit.SECONDS));
    }

    @Test
    void whenTheFrameworkStopsTheCommandMayFinish() throws Exception {
        CountDownLatch training = new CountDownLatch(1);
        AtomicBoolean saved = new AtomicBoolean();
        services.trainer = new UntilCancelled(training, saved);
        Path configuration = Files.writeString(folder.resolve("c.json"), "{}");
        Shell shell = start("train", configuration.toString(), "--output", "pack");
        assertTrue(training.await(60, TimeUnit.SECONDS));
        shell.stop();
        assertTrue(saved.get(), "the component stopped before the training had saved");
        assertEquals(0, exit.get(60, TimeUnit.SECONDS));
    }

    @Test
    @Timeout(30)
    void aCommandThatWaitsForInputIsNotWaitedFor() throws Exception {
        PipedOutputStream nobodyWrites = new PipedOutputStream();
        input = new PipedInputStream(nobodyWrites);
        TestOrchestrator orchestrator = new TestOrchestrator();
        orchestrator.predictor = TestPredictor.plain();
        services.orchestrator = orchestrator;
        Shell shell = start("predict", "pack");
        shell.stop();
        assertFalse(exit.isDone());
        nobodyWrites.close();
        assertEquals(0, exit.get(60, TimeUnit.SECONDS));
    }

    private Shell start(String... arguments) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Shell(
                arguments,
                exit::complete,
                services,
                new Console(new AwaitedInput(input), nowhere, nowhere, false, 100));
    }

    /** Trains until it is asked to stop, then saves. */
    private record UntilCancelled(CountDownLatch training, AtomicBoolean saved) implements Trainer {
        @Override
        public OptionSchema options() {
            return OptionSchema.empty();
        }

        @Override
        public Result train(
                Composition composition,
                Path where,
                Path pack,
                boolean resume,
                Listener listener,
                java.util.function.BooleanSupplier cancelled) {
            training.countDown();
            while (!cancelled.getAsBoolean()) {
                Thread.onSpinWait();
            }
            saved.set(true);
            return new Result(0, Map.of(), "accuracy", java.util.List.of(), java.util.List.of(), Map.of(), 0, true);
        }
    }
}
