package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;

/** Training from features that were computed once is training from the texts, on every family. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FrozenFeaturesIT {
    /** What sums in another order may differ by, after a dozen steps. */
    private static final double NOISE = 1e-4;

    private static final List<Map<String, Object>> UPPER_UNION = List.of(
            Map.of("method", "lora", "r", 4, "layers", "1-"),
            Map.of("method", "adapter", "bottleneck", 8, "layers", "2-"),
            Map.of("method", "prefix-tuning", "prefix_length", 3, "layers", "1-"));

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(FrozenFeaturesIT.class)};
    }

    /** A run, and what was said of it. */
    private record Run(Trainer.Result result, List<String> notices) {}

    @Test
    public void lossesAndMetricsAreThoseFromTheTexts() throws Exception {
        for (String model : List.of("tiny-bert", "tiny-roberta", "tiny-gpt2", "tiny-t5")) {
            for (List<Map<String, Object>> methods : List.of(List.<Map<String, Object>>of(), UPPER_UNION)) {
                String what = model + " " + methods;
                Run once = train(model, methods, Map.of("frozen_features", "on"));
                Run always = train(model, methods, Map.of("frozen_features", "on", "feature_memory", 0));
                assertTrue(what + once.notices(), said(once, "training texts", "dev texts", "computed once"));
                assertTrue(what + always.notices(), said(always, "training texts it would take"));
                List<Double> expected = always.result().losses();
                assertEquals(expected.size(), once.result().losses().size());
                for (int step = 0; step < expected.size(); step++) {
                    assertEquals(
                            what + ", step " + (step + 1),
                            expected.get(step),
                            once.result().losses().get(step),
                            NOISE);
                }
                for (int epoch = 0; epoch < always.result().epochs().size(); epoch++) {
                    assertEquals(
                            what,
                            always.result().epochs().get(epoch).metrics(),
                            once.result().epochs().get(epoch).metrics());
                }
            }
        }
    }

    @Test
    public void byThemselvesFeaturesChangeNothing() throws Exception {
        Run auto = train("tiny-bert", UPPER_UNION, Map.of());
        Run off = train("tiny-bert", UPPER_UNION, Map.of("frozen_features", "off"));
        Run on = train("tiny-bert", UPPER_UNION, Map.of("frozen_features", "on"));
        assertTrue(auto.notices().toString(), said(auto, "dev texts", "drops out"));
        assertEquals(List.of(), off.notices());
        assertEquals(off.result().losses(), auto.result().losses());
        assertEquals(off.result().metrics(), auto.result().metrics());
        assertNotEquals(
                "without dropout in frozen layers",
                off.result().losses(),
                on.result().losses());
    }

    private static boolean said(Run run, String... parts) {
        return run.notices().stream().anyMatch(notice -> List.of(parts).stream().allMatch(notice::contains));
    }

    private Run train(String model, List<Map<String, Object>> methods, Map<String, Object> features) throws Exception {
        Composition topics = Topics.union("lora");
        Map<String, Object> training = new HashMap<>(topics.training());
        training.putAll(features);
        Map<String, Object> tree = new HashMap<>(Map.of(
                "base",
                resources().resolve(model).toString(),
                "task",
                topics.task(),
                "methods",
                methods,
                "training",
                training));
        List<String> notices = new ArrayList<>();
        Path pack = Files.createTempDirectory(Runtime.work(), "features");
        Trainer.Listener listener = new Trainer.Listener() {
            @Override
            public void noticed(String message) {
                notices.add(message);
            }
        };
        Trainer.Result result = trainer.train(Composition.of(tree, model), Topics.data(), pack, listener, () -> false);
        return new Run(result, notices);
    }

    private static Path resources() {
        return Path.of(System.getProperty("unipelt.project")).resolve("integration-tests/src/test/resources");
    }
}
