package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.DataException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.bitfit.BitFitModule;
import org.unipelt.pelt.lora.LoraModule;

/** What becomes of a composition that is replaced while it is in use. */
class RecompositionTest {
    private static final TokenBatch BATCH =
            new TokenBatch(1, 3, new int[] {3, 7, 9}, new int[3], new float[] {1, 1, 1});

    @TempDir
    Path folder;

    @Test
    void aCallThatRunsEndsOnTheCompositionThatItBeganOn() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.start("adapter", new AdapterModule());
            framework.pack(TestEngine.composition("lora", "adapter"), folder);
            try (LivePredictor predictor = (LivePredictor) framework.orchestrator.open(folder)) {
                Revision before = predictor.current();
                assertTrue(before.enter());
                float[] scores = scores(before);
                framework.stop("adapter");
                TestEngine.await(() -> predictor.methods().equals(List.of("lora")));
                assertArrayEquals(scores, scores(before));
                assertEquals(List.of("lora", "adapter"), before.methods());
                before.leave();
                TestEngine.await(() -> !entered(before));
                assertThrows(TensorFlowException.class, () -> scores(before), "its weights are freed");
                scores(predictor.current());
            }
        }
    }

    @Test
    void aPackThatWaitsForItsMethodsAnswersWhileOneIsUpdated() {
        try (TestEngine framework = new TestEngine(Duration.ofSeconds(3))) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.composition("lora").withLive(new Composition.Live(false, false)), folder);
            try (LivePredictor predictor = (LivePredictor) framework.orchestrator.open(folder)) {
                Revision before = predictor.current();
                framework.stop("lora");
                framework.start("lora", new LoraModule());
                TestEngine.await(() -> predictor.current() != before);
                assertTrue(predictor.availability().available());
                assertEquals(2, predictor.revision());
                framework.stop("lora");
                TestEngine.await(() -> !predictor.availability().available());
            }
        }
    }

    @Test
    void whatComesAndGoesWithoutAnEndHoldsUpNobody() {
        try (TestEngine framework = new TestEngine(Duration.ofMillis(300))) {
            framework.start("lora", new LoraModule());
            framework.start("adapter", new AdapterModule());
            framework.pack(TestEngine.composition("lora", "adapter"), folder);
            try (Predictor predictor = framework.orchestrator.open(folder)) {
                framework.stop("adapter");
                TestEngine.await(() -> {
                    framework.start("bitfit", new BitFitModule());
                    framework.stop("bitfit");
                    return predictor.methods().equals(List.of("lora"));
                });
            }
        }
    }

    @Test
    void aPackFollowsABundleWithWeightsThatIsUpdated() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.composition("lora"), folder);
            try (LivePredictor predictor = (LivePredictor) framework.orchestrator.open(folder)) {
                Host before = predictor.current().composed().host();
                framework.start("adapter", new AdapterModule());
                framework.weights(false);
                framework.weights(true);
                TestEngine.await(() -> predictor.current().composed().host() != before);
                assertTrue(predictor.availability().available());
            }
        }
    }

    /** More packs than a host takes: nobody moves between the hosts at each event. */
    @Test
    void whatIsNotChangedStaysInAHostThatIsWorn() {
        List<LivePredictor> unchanged = new ArrayList<>();
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            Path still = framework.pack(TestEngine.composition("lora"), folder.resolve("still"));
            Path growing = framework.pack(TestEngine.joinable("lora"), folder.resolve("growing"));
            while (unchanged.isEmpty()
                    || !unchanged.get(0).current().composed().host().worn()) {
                unchanged.add((LivePredictor) framework.orchestrator.open(still));
            }
            try (Predictor changing = framework.orchestrator.open(growing)) {
                framework.start("adapter", new AdapterModule());
                TestEngine.await(() -> changing.methods().equals(List.of("lora", "adapter")));
                framework.start("bitfit", new BitFitModule()); // the round of the adapter is over when this has joined
                TestEngine.await(() -> changing.methods().equals(List.of("lora", "adapter", "bitfit")));
            }
            unchanged.forEach(predictor -> assertEquals(1, predictor.revision()));
            unchanged.forEach(LivePredictor::close);
        }
    }

    @Test
    void aPackThatIsClosedWhileACallRunsIsReleasedBehindIt() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.composition("lora"), folder);
            LivePredictor predictor = (LivePredictor) framework.orchestrator.open(folder);
            Revision running = predictor.current();
            assertTrue(running.enter());
            predictor.close();
            scores(running);
            running.leave();
            assertFalse(running.enter());
        }
    }

    @Test
    void aPackOutlivesTheFilesOfItsBaseModelAndComesBackWithThem() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.composition("lora"), folder);
            try (Predictor predictor = framework.orchestrator.open(folder)) {
                framework.weights(false);
                framework.start("adapter", new AdapterModule());
                framework.stop("lora");
                framework.start("lora", new LoraModule());
                TestEngine.await(
                        () -> predictor.revision() > 1 && predictor.methods().equals(List.of("lora")));
                framework.stopModel();
                TestEngine.await(() -> !predictor.availability().available());
                framework.startModel();
                framework.weights(true);
                TestEngine.await(() -> predictor.availability().available());
            }
        }
    }

    @Test
    void weightsThatAreMissingOrDoNotFitAreRefused() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.composition("lora"), folder);
            Pack whole = framework.engine.packs.read(folder);
            String first = whole.weights().keySet().iterator().next();
            Map<String, TensorData> weights = new LinkedHashMap<>(whole.weights());
            weights.put(first, TensorData.of(Shape.of(1), new float[] {7}));
            assertEquals(
                    "its weights '" + first + "' are 1 numbers, and "
                            + whole.weights().get(first).shape().size() + " are needed",
                    refusal(framework, whole, weights));
            weights.remove(first);
            assertEquals("it has no weights '" + first + "'", refusal(framework, whole, weights));
        }
    }

    private String refusal(TestEngine framework, Pack whole, Map<String, TensorData> weights) {
        framework.engine.packs.write(
                folder, new Pack(whole.composition(), whole.taskState(), weights, whole.bundles(), whole.results()));
        String message = assertThrows(DataException.class, () -> framework.orchestrator.open(folder))
                .getMessage();
        String start = "pack " + folder + ": ";
        assertTrue(message.startsWith(start), message);
        return message.substring(start.length(), message.indexOf(". Take the bundles"));
    }

    @Test
    void aPackKeepsTheOptionsThatItWasTrainedWith() {
        Aggregation sized = keyed(
                OptionSchema.of(Option.integer("size", 2, "how wide")), (options, slots) -> options.integer("size"));
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.start("sized", sized, Map.of("size", 3));
            Composition composition = TestEngine.composition("lora").withAggregation(Map.of("name", "sized"));
            framework.pack(composition, folder);
            assertEquals(
                    Map.of("name", "sized", "size", 3),
                    framework.sessions.written(composition).aggregation());
            framework.start("sized", sized, Map.of("size", 5, Constants.SERVICE_RANKING, 1));
            Composition kept = framework.engine.packs.read(folder).composition();
            assertEquals(Map.of("name", "sized", "size", 3), kept.aggregation());
            assertEquals("label", kept.task().get("label"));
            framework.orchestrator.open(folder).close();
        }
    }

    @Test
    void whatSumsAllMethodsIsAsItWasTrainedOnceAllAreBack() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.start("bitfit", new BitFitModule());
            framework.start("together", keyed(OptionSchema.of(), (options, slots) -> slots), Map.of());
            framework.pack(
                    TestEngine.composition("lora", "bitfit").withAggregation(Map.of("name", "together")), folder);
            Pack fresh = framework.engine.packs.read(folder);
            Map<String, TensorData> weights = new LinkedHashMap<>(fresh.weights());
            weights.replaceAll((name, data) -> TensorData.of(data.shape(), sines(data.floats().length)));
            framework.engine.packs.write(
                    folder,
                    new Pack(fresh.composition(), fresh.taskState(), weights, fresh.bundles(), fresh.results()));
            try (LivePredictor predictor = (LivePredictor) framework.orchestrator.open(folder)) {
                float[] trained = scores(predictor.current());
                framework.stop("bitfit");
                TestEngine.await(() -> predictor.methods().equals(List.of("lora")));
                framework.start("bitfit", new BitFitModule());
                TestEngine.await(() -> predictor.methods().equals(List.of("lora", "bitfit")));
                assertArrayEquals(trained, scores(predictor.current()), 1e-6f);
            }
        }
    }

    /**
     * One that multiplies shifts by the sum of a key.
     *
     * @param size how long the key is at a site, by options and how many methods shift there
     */
    private static Aggregation keyed(OptionSchema schema, ToIntBiFunction<Options, Integer> size) {
        return new Aggregation() {
            @Override
            public OptionSchema options() {
                return schema;
            }

            @Override
            public AtSite instantiate(Options options) {
                return (site, slots, declared) -> {
                    Parameter key = declared.parameter(
                            "key", Shape.of(size.applyAsInt(options, slots.size())), Initializer.zeros());
                    return (scope, y, shifts) -> {
                        Operand<TFloat32> weight =
                                scope.ops().sum(scope.value(key), scope.ops().constant(0));
                        Operand<TFloat32> all = y;
                        for (Operand<TFloat32> shift : shifts) {
                            all = scope.ops().math.add(all, scope.ops().math.mul(shift, weight));
                        }
                        return all;
                    };
                };
            }
        };
    }

    private static float[] sines(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.sin(i + 1.0);
        }
        return values;
    }

    /** Whether a call could still run; one that could is ended. */
    private static boolean entered(Revision revision) {
        boolean entered = revision.enter();
        if (entered) {
            revision.leave();
        }
        return entered;
    }

    private static float[] scores(Revision revision) {
        return revision.composed().run(BATCH, false).scores().get(0);
    }
}
