package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.lora.LoraModule;

/**
 * What is opened in TensorFlow is closed: graphs, sessions and tensors as JavaCPP counts them, which frees what is forgotten
 * only when the heap is collected, and variables, which only their session knows.
 */
class NativeMemoryTest {
    private static final List<TextInput> TEXTS = List.of(TextInput.of("3 7 9"), TextInput.of("12 20"));
    private static final TokenBatch BATCH =
            new TokenBatch(2, 3, new int[] {3, 7, 9, 12, 20, 0}, new int[6], new float[] {1, 1, 1, 1, 1, 0});
    private static final Map<String, TensorData> INPUTS = Map.of(
            "input_ids", TensorData.of(Shape.of(1, 2), new long[] {3, 7}),
            "attention_mask", TensorData.of(Shape.of(1, 2), new long[] {1, 1}));
    private static final Composition UNION = TestEngine.composition("lora", "adapter");

    @TempDir
    Path folder;

    private TestEngine framework;

    @BeforeAll
    static void freeForgotten() throws InterruptedException {
        NativeObjects.freeForgotten();
    }

    @BeforeEach
    void start() {
        framework = new TestEngine();
        framework.start("lora", new LoraModule());
        framework.start("adapter", new AdapterModule());
        framework.pack(UNION, folder);
        open().close();
    }

    @AfterEach
    void stop() {
        framework.close();
    }

    @Test
    void aPackLeavesNothing() {
        leavesNothing(Hosts.Purpose.PREDICTING, () -> {
            Predictor predictor = open();
            predictor.predict(TEXTS, true);
            return predictor;
        });
    }

    @Test
    void aTrainingLeavesNothing() {
        leavesNothing(Hosts.Purpose.TRAINING, () -> {
            TrainableComposition training = framework.trainable(UNION);
            training.step(BATCH, new float[] {1, 0, 0, 1}, 0.1, 1);
            training.scores(BATCH);
            training.restore(training.state());
            training.save(folder.resolve("other"), training.weights(), Map.of());
            return training;
        });
    }

    @Test
    void aComposedPackLeavesNothing() {
        leavesNothing(Hosts.Purpose.PREDICTING, () -> {
            ComposedModel composed = framework.sessions.compose(folder);
            composed.run(INPUTS, composed.outputNames());
            composed.gradients(INPUTS, TensorData.of(Shape.of(1, 2), new float[] {1, 0}));
            return composed;
        });
    }

    @Test
    void aFrozenModelLeavesNothing() {
        leavesNothing(null, () -> {
            FrozenModel frozen = framework.sessions.frozen(TestEngine.BASE, "cpu");
            frozen.run(INPUTS, frozen.outputNames());
            return frozen;
        });
    }

    @Test
    void callsThatAreRefusedLeaveNothing() {
        Map<String, TensorData> unread = new HashMap<>(INPUTS);
        unread.put("decoder_input_ids", TensorData.of(Shape.of(1, 1), new long[] {3}));
        Map<String, TensorData> wrong = new HashMap<>(INPUTS);
        wrong.put("token_type_ids", TensorData.of(Shape.of(1, 2), new float[] {0, 0}));
        Map<String, TensorData> missing = Map.of("input_ids", INPUTS.get("input_ids"));
        try (FrozenModel frozen = framework.sessions.frozen(TestEngine.BASE, "cpu")) {
            Set<String> outputs = frozen.outputNames();
            frozen.run(INPUTS, outputs);
            long before = NativeObjects.count();
            for (Map<String, TensorData> inputs : List.of(unread, wrong, missing)) {
                assertThrows(ConfigurationException.class, () -> frozen.run(inputs, outputs));
                assertEquals(before, NativeObjects.count(), () -> "after " + inputs.keySet());
            }
        }
    }

    @Test
    void whatCannotBeOpenedLeavesNothing() throws Exception {
        Path broken = folder.resolve("broken");
        framework.pack(UNION, broken);
        framework.start("broken", failing());
        Composition failing = TestEngine.composition("lora", "broken");
        List<Runnable> openings = List.of(
                () -> framework.trainable(failing),
                () -> framework.trainable(TestEngine.composition("missing")),
                () -> framework.orchestrator.open(folder.resolve("nothing")),
                () -> framework.orchestrator.open(broken));
        truncate(broken);
        List<Long> counts = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            openings.forEach(opening -> assertThrows(UniPeltException.class, opening::run));
            counts.add(NativeObjects.count());
        }
        assertEquals(counts.get(0), counts.get(1));
        assertEquals(0, variables(Hosts.Purpose.PREDICTING));
        assertEquals(0, variables(Hosts.Purpose.TRAINING));
    }

    /** So many that two sessions wear and are left. */
    @Test
    void recompositionsLeaveNothing() {
        try (Predictor predictor = open()) {
            long before = NativeObjects.count();
            for (int i = 0; i < Host.CAPACITY; i++) {
                framework.stop("adapter");
                TestEngine.await(() -> predictor.methods().equals(List.of("lora")));
                predictor.predict(TEXTS, false);
                framework.start("adapter", new AdapterModule());
                TestEngine.await(() -> predictor.methods().equals(List.of("lora", "adapter")));
                predictor.predict(TEXTS, false);
                TestEngine.await(() -> NativeObjects.count() == before);
            }
            assertTrue(predictor.revision() > 2 * Host.CAPACITY, () -> "revisions: " + predictor.revision());
        }
        assertEquals(0, variables(Hosts.Purpose.PREDICTING));
    }

    @Test
    void anEngineThatStopsLeavesNothing() {
        long before = NativeObjects.count();
        try (TestEngine other = new TestEngine()) {
            other.start("lora", new LoraModule());
            other.pack(TestEngine.composition("lora"), folder.resolve("other"));
            Predictor predictor = other.orchestrator.open(folder.resolve("other"));
            predictor.predict(TEXTS, false);
            assertTrue(NativeObjects.count() > before);
        }
        assertEquals(before, NativeObjects.count());
    }

    /** Opens, uses and closes twice: the first time the base model may be loaded, which stays. */
    private void leavesNothing(Hosts.Purpose purpose, java.util.function.Supplier<? extends AutoCloseable> opening) {
        List<Long> counts = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            try (AutoCloseable opened = opening.get()) {
                assertTrue(purpose == null || variables(purpose) > 0, "variables of " + opened);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            counts.add(NativeObjects.count());
            assertEquals(0, purpose == null ? 0 : variables(purpose));
        }
        assertEquals(counts.get(0), counts.get(1));
    }

    private Predictor open() {
        return framework.orchestrator.open(folder);
    }

    /** How many variables have memory in a session, the base model's apart. */
    private int variables(Hosts.Purpose purpose) {
        Host host = framework.engine.hosts.use(TestEngine.BASE, "cpu", purpose);
        try {
            Ops tf = Ops.create(host.graph());
            List<Operand<TBool>> known = new ArrayList<>();
            host.graph().toGraphDef().getNodeList().stream()
                    .filter(node -> node.getOp().equals("VarHandleOp"))
                    .filter(node -> !node.getAttrOrThrow("shared_name")
                            .getS()
                            .toStringUtf8()
                            .startsWith(HostWeights.sharedName("")))
                    .forEach(node -> known.add(tf.varIsInitializedOp(
                                    host.graph().operation(node.getName()).output(0))
                            .isInitialized()));
            if (known.isEmpty()) {
                return 0;
            }
            Session.Runner runner = host.session().runner();
            known.forEach(runner::fetch);
            int count = 0;
            try (Result result = runner.run()) {
                for (int i = 0; i < known.size(); i++) {
                    count += ((TBool) result.get(i)).getBoolean() ? 1 : 0;
                }
            }
            return count;
        } finally {
            host.leave();
        }
    }

    /** Fails while it is drawn. */
    private static PeltModule failing() {
        return TestRecipes.giving((site, weights) -> site.kind() == SiteKind.FFN_BLOCK
                ? List.of(new Contribution.FunctionShift(Contribution.Reads.OUTPUT, (scope, x) -> {
                    throw new IllegalStateException("as it should");
                }))
                : List.of());
    }

    private static void truncate(Path pack) throws Exception {
        try (var files = Files.list(pack)) {
            Path weights = files.filter(file -> file.toString().endsWith(".safetensors"))
                    .findFirst()
                    .orElseThrow();
            Files.write(weights, java.util.Arrays.copyOf(Files.readAllBytes(weights), 100));
        }
    }
}
