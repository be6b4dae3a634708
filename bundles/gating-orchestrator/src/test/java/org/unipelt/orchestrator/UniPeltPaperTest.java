package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.model.bert.BertModel;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.lora.LoraModule;
import org.unipelt.pelt.prefix.PrefixTuningModule;
import org.unipelt.task.classification.ClassificationTask;
import org.unipelt.training.AdamWOptimiser;

/**
 * The union of adapter, prefix and LoRA on a small BERT, against the formulas of the paper written out by an independent
 * implementation: gates and logits of a batch, the losses of 20 AdamW steps, and the weights after them.
 */
class UniPeltPaperTest {
    private static final Path FIXTURES = Path.of("src/test/resources/unipelt-paper");
    private static final SafetensorsFiles FILES = new SafetensorsFiles();

    @ParameterizedTest
    @ValueSource(strings = {"apl-masked", "apl-faithful"})
    void aplEqualsThePaper(String name) throws Exception {
        Path folder = FIXTURES.resolve(name);
        Map<String, TensorData> weights = renamed(FILES.read(folder.resolve("weights.safetensors")));
        Host host = host();
        Recipe recipe = recipe(name.endsWith("faithful"));
        Plan plan = Planner.plan(host.model(), recipe, Optional.empty());
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.forEach((key, data) -> values.put(key, data.floats()));
        List<Parameter> parameters =
                plan.trained().values().stream().flatMap(List::stream).toList();
        parameters.forEach(p -> assertEquals(p.shape(), weights.get(p.name()).shape(), p.name()));
        assertEquals(parameters.size(), weights.size());
        Composed composed = Composed.draw(host, plan, values, 1);

        Map<String, TensorData> reference = FILES.read(folder.resolve("reference.safetensors"));
        Composed.Answer answer = composed.run(batch(reference, ""), true);
        assertClose(rows(reference.get("logits")), answer.scores(), 1e-4, "logits");
        assertClose(gates(reference, composed.slots()), answer.gates(), 1e-5, "gates");
        composed.release();
        assertTraining(folder, host, plan, recipe, weights);
    }

    private static void assertTraining(
            Path folder, Host host, Plan plan, Recipe recipe, Map<String, TensorData> weights) throws Exception {
        JsonNode run = new ObjectMapper()
                .readTree(folder.resolve("training.json").toFile())
                .get("runs")
                .get("adamw");
        Options adamw = new AdamWOptimiser().options().parse(Map.of("weight_decay", 0.01), "adamw");
        GraphTraining training = GraphTraining.draw(
                host,
                plan,
                OwnBase.Extent.NOTHING,
                new TrainableComposition.Setup(recipe.head(), new AdamWOptimiser().instantiate(adamw), 0, 1),
                (pack, values, results) -> {});
        training.assign(weights);
        Map<String, TensorData> batches = FILES.read(folder.resolve("batches.safetensors"));
        long count =
                batches.keySet().stream().map(k -> k.split("\\.")[0]).distinct().count();
        for (int step = 0; step < 20; step++) {
            String prefix = step % count + ".";
            double loss = training.step(
                    batch(batches, prefix),
                    oneHot(batches.get(prefix + "labels").longs()),
                    run.get("rates").get(step).asDouble(),
                    step + 1);
            assertEquals(run.get("losses").get(step).asDouble(), loss, 1e-4, "loss of step " + step);
        }
        Map<String, TensorData> expected = renamed(FILES.read(folder.resolve("after-adamw.safetensors")));
        Map<String, TensorData> trained = training.weights();
        expected.forEach((key, data) ->
                assertClose(List.of(data.floats()), List.of(trained.get(key).floats()), 1e-4, key + " after training"));
        training.close();
    }

    private static Recipe recipe(boolean faithful) {
        Map<String, Object> state = Map.of("labels", List.of("0", "1", "2"), "metric", "accuracy", "pooling", "pooler");
        ClassificationTask task = new ClassificationTask((file, layout, columns) -> List.of());
        TaskHead head = task.instantiate(task.options().parse(Map.of(), "task")).restore(state);
        return TestRecipes.of(
                List.of(
                        new TestRecipes.Method("adapter", new AdapterModule(), Map.of("bottleneck", 6)),
                        new TestRecipes.Method("prefix", new PrefixTuningModule(), Map.of("prefix_length", 4)),
                        // alpha / r is not applied where the paper gates: the same as alpha = r
                        new TestRecipes.Method("lora", new LoraModule(), Map.of("r", 3, "lora_alpha", 3))),
                TestRecipes.gated(Map.of("pooling", faithful ? "faithful" : "masked")),
                head);
    }

    private static Host host() throws Exception {
        Map<String, TensorData> tensors = FILES.read(FIXTURES.resolve("tiny-bert/model.safetensors"));
        Map<String, Object> config = new ObjectMapper()
                .readValue(
                        FIXTURES.resolve("tiny-bert/config.json").toFile(),
                        new TypeReference<LinkedHashMap<String, Object>>() {});
        config.put("hidden_dropout_prob", 0);
        config.put("attention_probs_dropout_prob", 0);
        BaseModelInstance model = new BertModel().instantiate(config);
        Host host = Host.load(
                new ModelSource("tiny-bert", config, new NoFiles()),
                model,
                Device.of("cpu"),
                new TinyModels.Loaded(tensors),
                SmallBert.tokenizer());
        host.use();
        return host;
    }

    /** The names of our parameters for those of the fixture; linear weights are transposed. */
    private static Map<String, TensorData> renamed(Map<String, TensorData> tensors) {
        Map<String, TensorData> renamed = new LinkedHashMap<>();
        tensors.forEach((name, data) -> renamed.put(
                ourName(name),
                data.shape().numDimensions() == 2 && !name.startsWith("prefix.") ? transposed(data) : data));
        return renamed;
    }

    private static String ourName(String name) {
        return name.replaceFirst("^adapter\\.layer\\.(\\d)\\.", "adapter.encoder.layer.$1.ffn_block.")
                .replaceFirst("^prefix\\.layer\\.(\\d)\\.", "prefix.encoder.layer.$1.key_value.")
                .replaceFirst("^lora\\.layer\\.(\\d)\\.(\\w+)\\.A$", "lora.encoder.layer.$1.$2.a")
                .replaceFirst("^lora\\.layer\\.(\\d)\\.(\\w+)\\.B$", "lora.encoder.layer.$1.$2.b")
                .replaceFirst("^gate\\.layer\\.(\\d)\\.adapter\\.", "gate.encoder.layer.$1.adapter.ffn_block.")
                .replaceFirst("^gate\\.layer\\.(\\d)\\.prefix\\.", "gate.encoder.layer.$1.prefix.key_value.")
                .replaceFirst("^gate\\.layer\\.", "gate.encoder.layer.")
                .replaceFirst("^classifier\\.", "head.classifier.");
    }

    private static TensorData transposed(TensorData data) {
        int rows = (int) data.shape().get(0);
        int columns = (int) data.shape().get(1);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[(i % columns) * rows + i / columns] = data.floats()[i];
        }
        return TensorData.of(Shape.of(columns, rows), values);
    }

    private static List<float[]> gates(Map<String, TensorData> reference, List<Slot> slots) {
        List<float[]> rows = new ArrayList<>();
        int batch = (int) reference.get("labels").shape().get(0);
        for (int row = 0; row < batch; row++) {
            float[] gates = new float[slots.size()];
            for (int i = 0; i < gates.length; i++) {
                String layer = slots.get(i).layer().replace("encoder.", "");
                String slot = slots.get(i).name().replace(".ffn_block", "").replace(".key_value", "");
                gates[i] = reference.get("gate." + layer + "." + slot).floats()[row];
            }
            rows.add(gates);
        }
        return rows;
    }

    private static TokenBatch batch(Map<String, TensorData> tensors, String prefix) {
        TensorData ids = tensors.get(prefix + "input_ids");
        long[] mask = tensors.get(prefix + "attention_mask").longs();
        float[] floats = new float[mask.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = mask[i];
        }
        return new TokenBatch(
                (int) ids.shape().get(0),
                (int) ids.shape().get(1),
                ints(ids.longs()),
                ints(tensors.get(prefix + "token_type_ids").longs()),
                floats);
    }

    private static int[] ints(long[] values) {
        return java.util.Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    private static float[] oneHot(long[] labels) {
        float[] targets = new float[labels.length * 3];
        for (int i = 0; i < labels.length; i++) {
            targets[i * 3 + (int) labels[i]] = 1;
        }
        return targets;
    }

    private static List<float[]> rows(TensorData data) {
        int width = (int) data.shape().get(1);
        return Stream.iterate(0, i -> i + 1)
                .limit(data.shape().get(0))
                .map(i -> java.util.Arrays.copyOfRange(data.floats(), i * width, (i + 1) * width))
                .toList();
    }

    private static void assertClose(List<float[]> expected, List<float[]> actual, double tolerance, String what) {
        assertEquals(expected.size(), actual.size(), what);
        for (int row = 0; row < expected.size(); row++) {
            assertEquals(expected.get(row).length, actual.get(row).length, what);
            for (int i = 0; i < expected.get(row).length; i++) {
                float difference = Math.abs(expected.get(row)[i] - actual.get(row)[i]);
                assertTrue(difference <= tolerance, what + " differs by " + difference + " at " + row + "," + i);
            }
        }
    }

    private record NoFiles() implements ModelFiles {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public InputStream open(String name) throws java.io.IOException {
            return Files.newInputStream(FIXTURES.resolve("tiny-bert").resolve(name));
        }
    }
}
