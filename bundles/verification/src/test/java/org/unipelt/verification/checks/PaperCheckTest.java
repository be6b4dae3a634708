package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.Task;
import org.unipelt.api.training.Optimiser;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.task.classification.ClassificationTask;
import org.unipelt.training.AdamWOptimiser;
import org.unipelt.training.SgdOptimiser;
import org.unipelt.verification.Report;

/** One of the paper's compositions, held against a model that computes what the files say. */
class PaperCheckTest {
    private static final SafetensorsFiles FILES = new SafetensorsFiles();

    @TempDir
    Path directory;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, TensorData> outputs = new HashMap<>();
    private Map<String, TensorData> weights;
    private Map<String, TensorData> gradients;
    private Path folder;

    @BeforeEach
    void copyFixture() throws IOException {
        folder = Files.createDirectory(directory.resolve("l-masked"));
        Path fixture = PaperFixtures.FOLDER.resolve("l-masked");
        try (Stream<Path> files = Files.list(fixture)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path model = Files.createDirectories(directory.resolve("models/tiny-bert"));
        Files.writeString(model.resolve("config.json"), "{\"model_type\": \"bert\", \"hidden_dropout_prob\": 0.1}");
        weights = own("weights.safetensors");
        gradients = own("gradients.safetensors");
        PaperNames names = PaperFixtures.config("l-masked").names(PaperFixtures.HIDDEN);
        FILES.read(folder.resolve("reference.safetensors")).forEach((name, data) -> {
            String gate = name.replaceFirst("^gate\\.", "");
            outputs.put(names.gate(gate).map(own -> "gate." + own).orElse(name), data);
        });
        outputs.values().removeIf(TensorData::integer);
        outputs.put("scores", outputs.remove("logits"));
        outputs.put("pooler_output", outputs.remove("pooled"));
    }

    @Test
    void everythingIsCompared() throws IOException {
        Report report = check();
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(List.of(), report.known());
        for (String name : List.of(
                "number of trainables",
                "hidden_state.3",
                "gate.layer.0.lora.query",
                "pooled",
                "logits",
                "loss",
                "gradient by gate.encoder.layer.1.lora.value.bias",
                "adamw, losses of 20 steps",
                "sgd, losses of 20 steps",
                "adamw, trained lora.encoder.layer.2.query.a",
                "sgd, trained head.classifier.weight")) {
            assertTrue(report.lines().stream().anyMatch(line -> line.name().equals(name)), name + report.text());
        }
    }

    @Test
    void differencesAreNamed() throws IOException {
        change(outputs, "gate.encoder.layer.1.lora.value");
        change(outputs, "scores");
        change(gradients, "lora.encoder.layer.0.query.b");
        Report report = check();
        assertEquals(
                List.of("gate.layer.1.lora.value", "gradient by lora.encoder.layer.0.query.b", "logits", "loss"),
                report.lines().stream()
                        .filter(line -> !line.within())
                        .map(Report.Line::name)
                        .sorted()
                        .toList());
    }

    @Test
    void outputsAndFilesWithoutACounterpartAreReported() throws IOException {
        outputs.remove("pooler_output");
        Files.writeString(folder.resolve("notes.txt"), "");
        Report report = check();
        assertEquals(2, report.exitCode());
        assertEquals(2, report.notUnderstood().size(), report.text());
        assertTrue(report.notUnderstood().get(0).startsWith("notes.txt: "), report.text());
        assertTrue(report.notUnderstood().get(1).startsWith("reference.safetensors, pooled: "), report.text());
    }

    @Test
    void weightsThatAreNotTheCompositionsStopTheCheck() throws IOException {
        TensorData bias = weights.remove("head.classifier.bias");
        weights.put("head.dense.bias", bias);
        Report report = check();
        assertEquals(2, report.exitCode());
        assertTrue(report.text().contains("NOT UNDERSTOOD: weights.safetensors, head.classifier.bias"), report.text());
        assertTrue(report.text().contains("NOT UNDERSTOOD: weights.safetensors, head.dense.bias"), report.text());
        assertEquals(1, report.lines().size(), report.text());
    }

    @Test
    void unsteadyWeightsAreNotCompared() throws IOException {
        Path file = folder.resolve("training.json");
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("\"unsteady\": \\[\\]", "\"unsteady\": [\"classifier.bias\"]"));
        Report report = check();
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(
                List.of("after-adamw.safetensors, classifier.bias: unsteady, as training.json says"), report.known());
    }

    @Test
    void trainingThatIsNotUnderstoodIsReported() throws IOException {
        Path file = folder.resolve("training.json");
        Files.writeString(file, Files.readString(file).replace("\"nesterov\": false", "\"nesterov\": true"));
        Report report = check();
        assertEquals(2, report.exitCode());
        assertTrue(report.notUnderstood().get(0).startsWith("training.json, sgd: "), report.text());
    }

    @Test
    void missingBaseModelIsNamed() {
        String message = assertThrows(
                        DataException.class, () -> checker().check(read(), Optional.empty(), new Findings(1e-4)))
                .getMessage();
        assertTrue(message.contains("tiny-bert") && message.contains("--models"), message);
    }

    private Report check() throws IOException {
        Findings findings = new Findings(1e-4);
        assertTrue(checker().understands(read()));
        checker().check(read(), Optional.of(directory.resolve("models")), findings);
        return findings.report();
    }

    private Folder read() {
        return Folder.of(folder, json);
    }

    private PaperCheck checker() throws IOException {
        NamedServices<Task> tasks = new NamedServices<>("task", "pelt.task");
        tasks.add(new ClassificationTask((file, layout, columns) -> List.of()), Map.of("pelt.task", "classification"));
        NamedServices<Optimiser> optimisers = new NamedServices<>("optimiser", "pelt.optimiser");
        optimisers.add(new AdamWOptimiser(), Map.of("pelt.optimiser", "adamw"));
        optimisers.add(new SgdOptimiser(), Map.of("pelt.optimiser", "sgd"));
        return new PaperCheck(sessions(), FILES, tasks, optimisers);
    }

    /** Composes what the test says, and trains as the files say, in their order, on a base model without dropout. */
    private InMemorySessions sessions() throws IOException {
        Map<String, TensorData> batches = new TreeMap<>(FILES.read(folder.resolve("batches.safetensors")));
        List<TrainableComposition> runs = List.of(
                new Trained(losses("adamw"), own("after-adamw.safetensors"), batches),
                new Trained(losses("sgd"), own("after-sgd.safetensors"), batches));
        InMemorySessions sessions = new InMemorySessions();
        sessions.composed = new InMemory.Composed(weights, outputs, gradients, new HashMap<>());
        sessions.trainings = runs.iterator();
        sessions.trained = this::calm;
        return sessions;
    }

    private void calm(Composition composition) {
        Path config = Path.of(composition.base()).resolve("config.json");
        try {
            assertEquals(
                    0, json.readTree(config.toFile()).get("hidden_dropout_prob").asDouble());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private double[] losses(String run) throws IOException {
        return json.convertValue(
                json.readTree(folder.resolve("training.json").toFile()).at("/runs/" + run + "/losses"), double[].class);
    }

    private Map<String, TensorData> own(String file) throws IOException {
        PaperNames names = PaperFixtures.config("l-masked").names(PaperFixtures.HIDDEN);
        Map<String, TensorData> own = new TreeMap<>();
        FILES.read(folder.resolve(file)).forEach((name, data) -> own.putAll(names.translate(name, data)));
        return own;
    }

    private static void change(Map<String, TensorData> tensors, String name) {
        TensorData data = tensors.get(name);
        float[] values = data.floats().clone();
        values[0] += 1;
        tensors.put(name, TensorData.of(data.shape(), values));
    }
}
