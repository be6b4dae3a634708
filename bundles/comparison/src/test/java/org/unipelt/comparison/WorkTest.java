package org.unipelt.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.comparison.Comparer;
import org.unipelt.api.comparison.Run;
import org.unipelt.api.options.OptionSchema;

/** How runs side by side are begun and ended; what a run gives is shown by the integration tests. */
@Timeout(60)
class WorkTest {
    private static final int SIDE_BY_SIDE = 2;

    @TempDir
    Path folder;

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final CountDownLatch allAtWork = new CountDownLatch(SIDE_BY_SIDE);
    private volatile Throwable failure;
    private volatile Thread comparing;
    private volatile boolean leftAlone;

    @Test
    void aCancelledComparisonWaitsForTheRunsAtWorkAndBeginsNoOther() throws InterruptedException {
        comparing = new Thread(this::run);
        comparing.start();
        allAtWork.await();
        cancelled.set(true);
        comparing.join();
        assertEquals(SIDE_BY_SIDE, begun.get());
        assertNothingStays();
    }

    @Test
    void anInterruptedOneWaitsToo() throws InterruptedException {
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        comparing = new Thread(() -> {
            run();
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        comparing.start();
        allAtWork.await();
        comparing.interrupt();
        comparing.join();
        assertTrue(stillInterrupted.get(), "whoever interrupted it is heard");
        assertEquals(SIDE_BY_SIDE, begun.get());
        assertNothingStays();
    }

    @ParameterizedTest
    @MethodSource
    void whatNoOtherRateWouldMendEndsAllRuns(Throwable problem) {
        failure = problem;
        comparing = Thread.currentThread();
        assertSame(problem, assertThrows(problem.getClass(), this::run));
        assertEquals(SIDE_BY_SIDE, begun.get());
        assertNothingStays();
    }

    static List<Throwable> whatNoOtherRateWouldMendEndsAllRuns() {
        return List.of(
                new UnavailableException("method 'lora'", "no bundle gives it", "Install pelt-lora"),
                new IllegalStateException("nobody thought of it"),
                new OutOfMemoryError());
    }

    @Test
    void whatTwoCompositionsHaveInCommonIsMadeOnceAndIsOfBoth() {
        Map<String, Object> lora = Map.of("methods", List.of(Map.of("method", "lora")));
        Map<String, Object> tree = new LinkedHashMap<>(Plans.tree());
        tree.put("compositions", new TreeMap<>(Map.of("lora", lora, "lora again", lora)));
        tree.put("tasks", Map.of("cola", Map.of("train", "cola/train.tsv", "dev", "cola/dev.tsv")));
        tree.put("learning_rates", List.of(0.001));
        tree.put("seeds", List.of(1));
        Plan plan = PlanReader.read(tree, "test", UnaryOperator.identity());
        RunStore store = new RunStore(folder);
        List<Integer> told = new ArrayList<>();
        Comparer.Listener listener = new Comparer.Listener() {
            @Override
            public void ended(Run run, int made, int runs) {
                told.addAll(List.of(made, runs));
            }
        };
        Trainer failing = new Scripted((pack, stopped) -> {
            begun.incrementAndGet();
            throw new UniPeltException("training", "the loss is NaN", "");
        });
        Comparer.Request request = new Comparer.Request(tree, "test", folder, folder, SIDE_BY_SIDE);
        new Work(plan, store, new RunMaker(failing, null, null), request, 1000, listener, () -> false).run();
        assertEquals(1, begun.get());
        assertEquals(List.of(2, 2), told);
        assertEquals(
                List.of("lora", "lora again"),
                new Choice(plan, store).all().stream().map(Run::composition).toList());
    }

    private void assertNothingStays() {
        assertFalse(leftAlone, "runs are waited for");
        assertEquals(begun.get(), ended.get());
        assertFalse(Files.exists(folder.resolve("out").resolve(RunStore.FILE)));
        try (var packs = Files.list(folder.resolve("out/packs"))) {
            assertEquals(List.of(), packs.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        Plan plan = Plans.plan();
        Path output = folder.resolve("out");
        Comparer.Request request = new Comparer.Request(Plans.tree(), "test", folder, output, SIDE_BY_SIDE);
        new Work(
                        plan,
                        new RunStore(output),
                        new RunMaker(new Scripted(this::untilStopped), null, null), // a stopped run is not judged
                        request,
                        1000,
                        new Comparer.Listener() {},
                        cancelled::get)
                .run();
    }

    /** Trains until it is stopped, as a step or a batch of a large model would last. */
    private Trainer.Result untilStopped(Path pack, BooleanSupplier stopped) {
        boolean first = begun.incrementAndGet() == 1;
        try {
            Files.createDirectories(pack);
            allAtWork.countDown();
            allAtWork.await();
            if (first && failure instanceof RuntimeException problem) {
                throw problem;
            }
            if (first && failure instanceof Error error) {
                throw error;
            }
            while (!stopped.getAsBoolean()) {
                Thread.onSpinWait();
            }
            leftAlone |= !isWaitedFor();
            return new Trainer.Result(0, Map.of(), "accuracy", List.of(), List.of(), Map.of(), 0, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("runs are stopped by asking, never by interrupting", e);
        } finally {
            ended.incrementAndGet();
        }
    }

    /** Once the thread that compares has settled: whether it waits, or has gone. */
    private boolean isWaitedFor() {
        while (comparing.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        return comparing.isAlive();
    }

    /** What a training does. */
    private interface Script {
        Trainer.Result train(Path pack, BooleanSupplier stopped);
    }

    private record Scripted(Script script) implements Trainer {
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
                BooleanSupplier stopped) {
            return script.train(pack, stopped);
        }
    }
}
