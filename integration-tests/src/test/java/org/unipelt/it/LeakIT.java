package org.unipelt.it;

import static org.junit.Assert.assertEquals;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.inject.Inject;
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
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;

/** A method that came and went fifty times leaves nothing behind. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LeakIT {

    private static final int ROUNDS = 50;

    @Inject
    BundleContext context;

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(LeakIT.class)};
    }

    @Test
    public void noClassLoaderIsLeftAfterFiftyRounds() throws Exception {
        Bundle first = context.installBundle(Runtime.extension("example-ffn-shift"));
        first.start();
        // a small base: what is left behind does not depend on its size, and the rounds take its time
        Topics.train(
                trainer,
                Topics.union("lora", "ffn-shift")
                        .withBase(Runtime.model("tiny-bert").toString()),
                Runtime.work().resolve("pack"));
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (Predictor predictor = orchestrator.open(Runtime.work().resolve("pack"))) {
            first.uninstall();
            refresh();
            for (int round = 0; round < ROUNDS; round++) {
                Bundle bundle = context.installBundle(Runtime.extension("example-ffn-shift"));
                bundle.start();
                Runtime.await("shift in force", () -> predictor.methods().contains("ffn-shift"));
                assertEquals(2, predictor.predict(Topics.TEXTS, false).size());
                loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
                bundle.uninstall();
                refresh();
                Runtime.await("shift gone", () -> !predictor.methods().contains("ffn-shift"));
            }
            Runtime.await("all class loaders to be collected", () -> {
                System.gc();
                return loaders.stream().allMatch(l -> l.get() == null);
            });
        }
    }

    private void refresh() throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        FrameworkListener listener = event -> refreshed.countDown();
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(null, listener);
        refreshed.await();
    }
}
