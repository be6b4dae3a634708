package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.inject.Inject;
import org.bytedeco.javacpp.Pointer;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.text.TokenBatch;

/** What came and went leaves nothing behind: neither classes nor native memory, which JavaCPP counts. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LeakIT {

    /** Each round recomposes twice. */
    private static final int ROUNDS = 100;
    /** Of these, after which caches are full and several sessions were worn and left. */
    private static final int FIRST_ROUNDS = 50;

    /** What TensorFlow holds goes up and down with the sessions that come and go: the least of so many rounds counts. */
    private static final int SAMPLES = 20;
    /** Far below what the sessions that the other rounds wear would take, and above what an allocator keeps for later. */
    private static final long MUCH = 96L << 20;

    @Inject
    BundleContext context;

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    ModelSessions sessions;

    @Inject
    Trainer trainer;

    @Inject
    TextGenerator generator;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(LeakIT.class)};
    }

    @Test
    public void nothingIsLeftAfterTwoHundredRecompositions() throws Exception {
        Bundle first = context.installBundle(Runtime.extension("example-ffn-shift"));
        first.start();
        // a small base: what is left behind does not depend on its size, and the rounds take its time
        Topics.train(
                trainer,
                Topics.union("lora", "ffn-shift")
                        .withBase(Runtime.model("tiny-bert").toString()),
                Runtime.work().resolve("pack"));
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        AtomicLong counted = new AtomicLong();
        AtomicLong before = new AtomicLong(Long.MAX_VALUE);
        AtomicLong after = new AtomicLong(Long.MAX_VALUE);
        try (Predictor predictor = orchestrator.open(Runtime.work().resolve("pack"))) {
            first.uninstall();
            refresh();
            Runtime.await("the first one gone", () -> !predictor.methods().contains("ffn-shift"));
            for (int round = 0; round < ROUNDS; round++) {
                Bundle bundle = context.installBundle(Runtime.extension("example-ffn-shift"));
                bundle.start();
                Runtime.await("shift in force", () -> predictor.methods().contains("ffn-shift"));
                assertEquals(2, predictor.predict(Topics.TEXTS, false).size());
                loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
                bundle.uninstall();
                refresh();
                Runtime.await("shift gone", () -> !predictor.methods().contains("ffn-shift"));
                if (round == FIRST_ROUNDS) {
                    counted.set(Pointer.totalCount());
                }
                if (round > FIRST_ROUNDS - SAMPLES && round <= FIRST_ROUNDS) {
                    before.accumulateAndGet(nativeSize(), Math::min);
                } else if (round >= ROUNDS - SAMPLES) {
                    after.accumulateAndGet(nativeSize(), Math::min);
                }
            }
            assertTrue("recomposed " + predictor.revision(), predictor.revision() > 2 * ROUNDS);
            Runtime.await("native objects to be freed", () -> Pointer.totalCount() <= counted.get());
            long grown = after.get() - before.get();
            assertTrue("it grew by " + (grown >> 20) + " MiB", grown < MUCH);
            Runtime.await("all class loaders to be collected", () -> {
                System.gc();
                return loaders.stream().allMatch(l -> l.get() == null);
            });
        }
    }

    @Test
    public void textsThatWereWrittenLeaveNothing() {
        List<Long> counts = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            try (FrozenModel model = sessions.frozen(Runtime.model("tiny-gpt2").toString(), "cpu")) {
                TextDecoder decoder = model.decoder();
                generator.write(
                        decoder,
                        List.of("a small dog", "a"),
                        generator.options().parse(Map.of("max_new_tokens", 4, "num_beams", 2), "test"));
                long before = Pointer.totalCount();
                int[] ids = {3, 4};
                try (TextDecoder.Decoding decoding =
                        decoder.begin(new TokenBatch(1, 2, ids, new int[2], new float[] {1, 1}))) {
                    assertThrows(ConfigurationException.class, () -> decoding.advance(new int[] {1}, new int[] {0}));
                    decoding.advance(new int[] {0}, new int[] {5});
                    assertTrue("what was read lies in the session", Pointer.totalCount() > before);
                }
                assertEquals(before, Pointer.totalCount());
            }
            counts.add(Pointer.totalCount());
        }
        assertEquals(counts.get(0), counts.get(1));
    }

    /** What is resident beside Java's heap, which grows as it likes. */
    private static long nativeSize() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                        .findFirst()
                        .orElseThrow()
                - heap;
    }

    private void refresh() throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        FrameworkListener listener = event -> refreshed.countDown();
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(null, listener);
        refreshed.await();
    }
}
