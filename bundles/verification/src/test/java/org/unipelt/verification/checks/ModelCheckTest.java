package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;
import org.unipelt.verification.Report;

class ModelCheckTest {
    @TempDir
    Path directory;

    private final InMemorySessions sessions = new InMemorySessions();
    private final Map<String, TensorData> outputs = new HashMap<>(Map.of("pooler_output", InMemory.floats(1)));
    private final Map<String, Map<String, TensorData>> tensors = new HashMap<>(Map.of(
            "reference.safetensors",
            new HashMap<>(Map.of(
                    "case.0.input_ids", InMemory.longs(2),
                    "case.0.attention_mask", InMemory.longs(1),
                    "case.0.labels", InMemory.longs(0),
                    "case.0.classification_loss", InMemory.scalar((float) Math.log(2)),
                    "case.0.pooler_output", InMemory.floats(1)))));

    @Test
    void everyFileIsComparedOrKnown() throws IOException {
        modelFiles();
        Files.writeString(directory.resolve("vocab.txt"), "");
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        Report report = verify();
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(List.of("config.json", "vocab.txt"), report.known());
        assertEquals(List.of(directory.toString()), sessions.asked);
    }

    @Test
    void otherFilesAndFoldersAreReportedByName() throws IOException {
        modelFiles();
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        Files.writeString(directory.resolve("images.json"), "[]");
        Files.createDirectory(directory.resolve("parts"));
        Report report = verify();
        assertEquals(2, report.exitCode());
        assertEquals(2, report.notUnderstood().size(), report.text());
        assertTrue(report.notUnderstood().get(0).startsWith("images.json: "), report.text());
        assertTrue(report.notUnderstood().get(1).startsWith("parts/: "), report.text());
    }

    @Test
    void headThatTheModelDidNotTakeUpIsReported() throws IOException {
        modelFiles();
        Files.writeString(directory.resolve("heads.safetensors"), "");
        tensors.put("heads.safetensors", Map.of("classification.classifier.bias", InMemory.floats(0, 0)));
        assertTrue(verify().text().contains("NOT UNDERSTOOD: heads.safetensors, classification"));
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        assertEquals(0, verify().exitCode());
        tensors.put("heads.safetensors", Map.of("ranking.weight", InMemory.floats(0, 0)));
        assertTrue(verify().text().contains("NOT UNDERSTOOD: heads.safetensors, ranking"));
    }

    @Test
    void gradientsAreOfTheLossThatTheHeaderNames() throws IOException {
        modelFiles();
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        tensors.put("gradients.safetensors", Map.of("bert.pooler.dense.bias", InMemory.floats(1)));
        header("gradients.safetensors", "{\"__metadata__\":{\"of\":\"case.0.classification_loss\"}}");
        assertEquals(0, verify().exitCode(), verify().text());
        header("gradients.safetensors", "{}");
        assertEquals(2, verify().exitCode());
    }

    @Test
    void writingIsSkippedAloudWhereNothingWrites() throws IOException {
        modelFiles();
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        Files.writeString(directory.resolve("generate.json"), "[]");
        Report report = verify();
        assertEquals(2, report.exitCode(), report.text());
        assertEquals(0, report.failures(), report.text());
        assertTrue(report.text().contains("NOT UNDERSTOOD: generate.json: skipped"), report.text());
        assertTrue(report.text().contains("org.unipelt.generation"), report.text());
    }

    @Test
    void writingOfAModelThatOnlyReadsIsReported() throws IOException {
        modelFiles();
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        Files.writeString(directory.resolve("generate.json"), "[]");
        Findings findings = new Findings(1e-4);
        new ModelCheck(
                        sessions(),
                        null,
                        new InMemory.Files(tensors),
                        null,
                        () -> Optional.of(new Writers.Writer(List.of())))
                .check(Folder.of(directory, new ObjectMapper()), Optional.empty(), findings);
        Report report = findings.report();
        assertEquals(2, report.exitCode(), report.text());
        assertTrue(report.text().contains("NOT UNDERSTOOD: generate.json: base model"), report.text());
    }

    @Test
    void tensorOutsideAnyCaseIsReported() throws IOException {
        modelFiles();
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        tensors.get("reference.safetensors").put("loss", InMemory.scalar(1));
        assertTrue(verify().text().contains("NOT UNDERSTOOD: reference.safetensors, loss"));
    }

    @Test
    void directoryOfAMethodIsReportedWhole() throws IOException {
        modelFiles();
        Files.writeString(directory.resolve("config.json"), "{\"model\": \"tiny-bert\", \"methods\": {}}");
        Report report = verify();
        assertEquals(2, report.exitCode());
        assertEquals(2, report.notUnderstood().size(), report.text());
    }

    @Test
    void modelMayLieElsewhereUnderTheDirectorysName() throws IOException {
        Path references = Files.createDirectories(directory.resolve("references/tiny"));
        Path model = Files.createDirectories(directory.resolve("models/tiny"));
        Files.writeString(references.resolve("reference.safetensors"), "");
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        Report report = verifier().verify(references, Optional.of(directory.resolve("models")), 1e-4);
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(List.of(model.toString()), sessions.asked);
        String message = assertThrows(DataException.class, () -> verifier().verify(references, Optional.empty(), 1e-4))
                .getMessage();
        assertTrue(message.contains("--models"), message);
    }

    @Test
    void missingReferenceNamesTheFileAndTheRemedy() {
        String message = assertThrows(DataException.class, this::verify).getMessage();
        assertTrue(message.startsWith(directory.resolve("reference.safetensors") + ": is missing"), message);
        assertTrue(message.contains("case.N.NAME"), message);
    }

    @Test
    void missingDirectoryIsNamed() {
        Path missing = directory.resolve("nowhere");
        String message = assertThrows(DataException.class, () -> verifier().verify(missing, Optional.empty(), 1e-4))
                .getMessage();
        assertTrue(message.startsWith(missing + ": is no directory"), message);
    }

    @Test
    void toleranceMustBeANumberAboveZero() {
        for (double tolerance : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(ConfigurationException.class, () -> verifier().verify(directory, Optional.empty(), tolerance));
        }
    }

    @Test
    void brokenHeaderIsRefused() throws IOException {
        modelFiles();
        outputs.put("classification_logits", InMemory.matrix(1, 0, 0));
        tensors.put("gradients.safetensors", Map.of());
        Files.write(directory.resolve("gradients.safetensors"), new byte[] {1, 2, 3});
        assertThrows(DataException.class, this::verify);
        Files.write(directory.resolve("gradients.safetensors"), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
        assertThrows(DataException.class, this::verify);
    }

    private void modelFiles() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"bert\"}");
        Files.writeString(directory.resolve("reference.safetensors"), "");
    }

    private void header(String file, String json) throws IOException {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                directory.resolve(file), bytes.putLong(text.length).put(text).array());
    }

    private Report verify() {
        return verifier().verify(directory, Optional.empty(), 1e-4);
    }

    private DirectoryVerifier verifier() {
        // neither packs, catalog nor tokenizers: no test here has a composition or a tokens.json
        return new DirectoryVerifier(sessions(), null, null, new InMemory.Files(tensors), null);
    }

    private InMemorySessions sessions() {
        sessions.frozen = new InMemory.Model(outputs, Map.of("pooler.dense.bias", InMemory.floats(1)));
        return sessions;
    }
}
