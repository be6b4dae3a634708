package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.unipelt.api.Prediction;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;

/** Method bundles come, go and change while four threads predict: no call fails, and each answer is its composition's. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotModulesIT {
    private static final List<String> WITHOUT = List.of("lora", "adapter", "prefix-tuning");
    private static final List<String> WITH = List.of("lora", "adapter", "prefix-tuning", "ffn-shift");

    @Inject
    BundleContext context;

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(HotModulesIT.class)};
    }

    @Test
    public void noCallFailsAndEveryAnswerIsItsCompositions() throws Exception {
        Bundle shift = context.installBundle(Runtime.extension("example-ffn-shift"));
        shift.start();
        Topics.train(
                trainer,
                Topics.union("lora", "adapter", "prefix-tuning", "ffn-shift"),
                Runtime.work().resolve("pack"));
        try (Predictor predictor = orchestrator.open(Runtime.work().resolve("pack"))) {
            Map<List<String>, Map<String, Double>> expected = new ConcurrentHashMap<>();
            expected.put(WITH, answer(predictor, WITH));
            shift.stop();
            Runtime.await("the union without shift", () -> predictor.methods().equals(WITHOUT));
            expected.put(WITHOUT, answer(predictor, WITHOUT));
            assertNotEquals("shift was trained, so it matters", expected.get(WITH), expected.get(WITHOUT));

            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger calls = new AtomicInteger();
            List<String> wrong = new java.util.concurrent.CopyOnWriteArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(threads.submit(() -> {
                    while (!done.get()) {
                        Prediction prediction = predictor
                                .predict(Topics.TEXTS.subList(0, 1), false)
                                .get(0);
                        Map<String, Double> scores = expected.get(prediction.composition());
                        if (scores == null || !scores.equals(prediction.scores())) {
                            wrong.add(prediction.composition() + " gave " + prediction.scores() + ", not " + scores);
                        }
                        calls.incrementAndGet();
                    }
                }));
            }
            for (int round = 0; round < 3; round++) {
                shift.start();
                Runtime.await("shift in force", () -> predictor.methods().equals(WITH));
                int before = predictor.revision();
                shift.update();
                Runtime.await("shift updated", () -> predictor.revision() > before);
                assertEquals(WITH, predictor.methods());
                shift.uninstall();
                Runtime.await("shift gone", () -> predictor.methods().equals(WITHOUT));
                shift = context.installBundle(Runtime.extension("example-ffn-shift"));
            }
            done.set(true);
            for (Future<?> future : running) {
                future.get();
            }
            threads.shutdown();
            assertEquals(List.of(), wrong.stream().limit(3).toList());
            assertTrue("predictions ran all the while: " + calls, calls.get() > 20);
            assertTrue("it was recomposed: " + predictor.revision(), predictor.revision() >= 8);
        } finally {
            shift.uninstall();
        }
    }

    private static Map<String, Double> answer(Predictor predictor, List<String> composition) {
        Prediction prediction =
                predictor.predict(Topics.TEXTS.subList(0, 1), false).get(0);
        assertEquals(composition, prediction.composition());
        return prediction.scores();
    }
}
