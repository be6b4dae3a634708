package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.pack.Interchange;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.task.Task;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.task.classification.ClassificationTask;
import org.unipelt.verification.Report;

/** Folders of peft and adapters, held against packs that compute what they are told to. */
class InterchangeCheckTest {
    private static final SafetensorsFiles FILES = new SafetensorsFiles();
    private static final String PEFT = "{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"tiny\"}";
    private static final String ADAPTERS = "{\"model_name\": \"tiny\"}";

    @TempDir
    Path directory;

    private final Map<String, TensorData> reference = new HashMap<>(Map.of(
            "input_ids", InMemory.longs(1),
            "attention_mask", InMemory.longs(1),
            "hidden_state.0", InMemory.floats(1),
            "logits", InMemory.floats(2)));
    private final Map<String, TensorData> outputs =
            new HashMap<>(Map.of("hidden_state.0", InMemory.floats(1), "logits", InMemory.floats(2)));
    private final Map<String, TensorData> saved = Map.of("lora_A.weight", InMemory.floats(1, 2));
    private Map<String, TensorData> exported = saved;
    private Map<String, TensorData> alone = Map.of("logits", InMemory.floats(3));
    private Map<String, Object> tree = Map.of("task", Map.of("type", "none"));
    private final Map<String, TensorData> seen = new HashMap<>();
    private String merging = "";
    private Path scratch;
    private Path folder;

    @BeforeEach
    void folders() throws IOException {
        folder = Files.createDirectory(directory.resolve("lora"));
        Files.createDirectories(directory.resolve("models/tiny"));
        Files.writeString(folder.resolve("adapter_config.json"), PEFT);
        FILES.write(folder.resolve("adapter_model.safetensors"), saved, Map.of());
    }

    @Test
    void packComputesAndExportsWhatTheFolderHolds() {
        Report report = check(new Exchange(""));
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(
                List.of("exported lora_A.weight", "exported names", "hidden_state.0", "logits"),
                report.lines().stream().map(Report.Line::name).sorted().toList());
        assertTrue(report.known().contains("adapter_config.json: megatron_core means nothing here"), report.text());
        assertFalse(Files.exists(scratch));
    }

    @Test
    void refusedFolderIsOneLine() {
        Report report = check(new Exchange("phm_layer"));
        assertEquals(2, report.exitCode());
        assertEquals(1, report.text().lines().count(), report.text());
        assertTrue(report.text().startsWith("refused: ") && report.text().contains("phm_layer"), report.text());
        assertFalse(Files.exists(scratch));
    }

    @Test
    void logitsOfAHeadAreItsScores() {
        outputs.put("scores", InMemory.floats(2));
        outputs.put("logits", InMemory.floats(9));
        assertEquals(0, check(new Exchange("")).exitCode());
    }

    @Test
    void baseLogitsAreThoseOfTheModelOrOfTheHeadAlone() {
        reference.put("base_logits", InMemory.floats(3));
        assertEquals(0, check(new Exchange("")).exitCode());
        tree = Map.of("task", Map.of("type", "classification"));
        alone = Map.of("scores", InMemory.floats(4));
        List<Report.Line> failed = check(new Exchange("")).lines().stream()
                .filter(line -> !line.within())
                .toList();
        assertEquals(
                List.of("base_logits"), failed.stream().map(Report.Line::name).toList());
        assertEquals(1, failed.get(0).difference());
    }

    @Test
    void mergedLogitsAreThoseOfTheMergedPack() {
        reference.put("merged_logits", InMemory.floats(2.5f));
        tree = Map.of("task", Map.of("type", "none"), "methods", List.of(Map.of("method", "lora")));
        assertEquals(1, check(new Exchange("")).failures());
        merging = "a gate weighs it";
        Report report = check(new Exchange(""));
        assertTrue(report.text().contains("NOT UNDERSTOOD: reference.safetensors, merged_logits"), report.text());
    }

    @Test
    void scalesAreNotMergedAndItIsSaid() {
        reference.put("merged_logits", InMemory.floats(2.5f));
        tree = Map.of("task", Map.of("type", "none"), "methods", List.of(Map.of("method", "ia3")));
        Report report = check(new Exchange(""));
        assertEquals(0, report.exitCode(), report.text());
        assertTrue(report.text().contains("not compared: reference.safetensors, merged_logits: (IA)^3"), report.text());
    }

    @Test
    void tokenTypesAreKeptFromAMethodThatPeftKeepsThemFrom() throws IOException {
        TensorData types = TensorData.of(Shape.of(1), new long[] {1});
        reference.put("token_type_ids", types);
        check(new Exchange(""));
        assertEquals(types, seen.get("token_type_ids"));
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\": \"PROMPT_TUNING\", \"task_type\": \"FEATURE_EXTRACTION\","
                        + " \"base_model_name_or_path\": \"tiny\"}");
        check(new Exchange(""));
        assertEquals(InMemory.longs(0), seen.get("token_type_ids"));
    }

    @Test
    void gatesAreFoundByWhatTheyWeigh() throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), ADAPTERS);
        reference.put("gate.layer.0.output_adapter", InMemory.floats(0.1f, 0.2f));
        reference.put("gate.layer.0.self_prefix", InMemory.matrix(2, 0.3f, 0.4f, 0.5f, 0.6f));
        reference.put("gate.layer.0.selfattn_lora", InMemory.matrix(2, 0.7f, 0.8f, 0.9f, 1));
        outputs.put("gate.encoder.layer.0.adapter.ffn_block", InMemory.floats(0.1f, 0.2f));
        outputs.put("gate.encoder.layer.0.prefix.key_value", InMemory.floats(0.3f, 0.5f));
        outputs.put("gate.encoder.layer.0.prefix.key_value.values", InMemory.floats(0.4f, 0.6f));
        outputs.put("gate.encoder.layer.0.lora.query", InMemory.floats(0.7f, 0.9f));
        outputs.put("gate.encoder.layer.0.lora.value", InMemory.floats(0.8f, 1));
        Report report = check(new Exchange(""));
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(7, report.lines().size(), report.text());
        outputs.remove("gate.encoder.layer.0.lora.value");
        reference.put("gate.layer.0.cross_prefix", InMemory.floats(0.1f, 0.2f));
        assertEquals(2, check(new Exchange("")).notUnderstood().size());
    }

    @Test
    void exportWithOtherNamesOrValuesFails() {
        exported = Map.of("lora_A.weight", InMemory.floats(1, 2.001f), "lora_B.weight", InMemory.floats(1));
        assertEquals(
                List.of("exported lora_A.weight", "exported names"),
                check(new Exchange("")).lines().stream()
                        .filter(line -> !line.within())
                        .map(Report.Line::name)
                        .sorted()
                        .toList());
    }

    @Test
    void whatNoLayerReadsNeedNotComeBack() throws IOException {
        prompts("PROMPT_TUNING", 2, InMemory.matrix(2, 1, 2, 8, 9), InMemory.matrix(2, 1, 2, 1, 2));
        Report report = check(new Exchange(""));
        assertEquals(0, report.exitCode(), report.text());
        assertTrue(report.text().contains("not compared: exported prompt_embeddings: its second half"), report.text());
        prompts("PREFIX_TUNING", 2, InMemory.matrix(2, 1, 8, 2, 9), InMemory.matrix(2, 1, 0, 2, 0));
        report = check(new Exchange(""));
        assertEquals(0, report.exitCode(), report.text());
        assertTrue(report.text().contains("every second of its 2 blocks"), report.text());
    }

    @Test
    void whatIsReadMustComeBack() throws IOException {
        prompts("PROMPT_TUNING", 2, InMemory.matrix(2, 1, 2, 8, 9), InMemory.matrix(2, 1, 3, 8, 9));
        assertEquals(1, check(new Exchange("")).failures());
        prompts("PREFIX_TUNING", 2, InMemory.matrix(2, 1, 8, 2, 9), InMemory.matrix(2, 1, 8, 3, 9));
        assertEquals(1, check(new Exchange("")).failures());
        // an odd number of layers reads every block
        prompts("PREFIX_TUNING", 1, InMemory.matrix(2, 1, 2, 3, 4), InMemory.matrix(2, 1, 0, 3, 0));
        assertEquals(1, check(new Exchange("")).failures());
    }

    /** Virtual tokens or prefixes for a model of two halves, as they were saved and as they come back. */
    private void prompts(String type, int layers, TensorData before, TensorData after) throws IOException {
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\": \"" + type + "\", \"base_model_name_or_path\": \"tiny\", \"num_layers\": " + layers
                        + ", \"num_transformer_submodules\": 2}");
        FILES.write(folder.resolve("adapter_model.safetensors"), Map.of("prompt_embeddings", before), Map.of());
        exported = Map.of("prompt_embeddings", after);
    }

    @Test
    void missingExchangeIsNamed() {
        String message =
                assertThrows(UnavailableException.class, () -> check(null)).getMessage();
        assertTrue(message.contains("org.unipelt.interchange"), message);
    }

    private Report check(Interchange exchange) {
        FILES.write(folder.resolve("reference.safetensors"), reference, Map.of());
        NamedServices<Task> tasks = new NamedServices<>("task", "pelt.task");
        tasks.add(new ClassificationTask((file, layout, columns) -> List.of()), Map.of("pelt.task", "classification"));
        InMemorySessions sessions = new InMemorySessions();
        sessions.contents = new PackContents(
                Composition.of(tree, "pack"),
                Map.of("labels", List.of("0", "1"), "metric", "accuracy", "pooling", "pooler"),
                Map.of(),
                Map.of());
        sessions.pack = new InMemory.Composed(Map.of(), outputs, Map.of(), seen);
        sessions.composed = new InMemory.Composed(Map.of(), alone, Map.of(), new HashMap<>());
        sessions.frozen = new InMemory.Model(alone, Map.of());
        Findings findings = new Findings(1e-4);
        InterchangeCheck checker =
                new InterchangeCheck(() -> Optional.ofNullable(exchange), new Merging(merging), sessions, FILES, tasks);
        Folder read = Folder.of(folder, new ObjectMapper());
        assertTrue(checker.understands(read));
        checker.check(read, Optional.of(directory.resolve("models")), findings);
        return findings.report();
    }

    /** Refuses folders where there is a reason; writes what the test says. */
    private final class Exchange implements Interchange {
        private final String refusal;

        Exchange(String refusal) {
            this.refusal = refusal;
        }

        @Override
        public List<String> importInto(Path from, String base, Path pack) {
            assertEquals(folder, from);
            assertEquals(directory.resolve("models/tiny").toString(), base);
            scratch = pack.getParent();
            if (!refusal.isEmpty()) {
                throw new ConfigurationException(from.toString(), refusal + " is not supported", "Leave it out");
            }
            return List.of("megatron_core means nothing here");
        }

        @Override
        public List<String> exportTo(Path pack, Path to) {
            try {
                Files.createDirectories(to);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            FILES.write(to.resolve("adapter_model.safetensors"), exported, Map.of());
            return List.of();
        }
    }
}
