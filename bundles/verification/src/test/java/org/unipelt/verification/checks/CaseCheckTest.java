package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;
import org.unipelt.verification.Report;

class CaseCheckTest {
    private final Map<String, TensorData> tensors = new HashMap<>();
    private final Map<String, TensorData> outputs = new HashMap<>();

    @BeforeEach
    void oneRunOfAModel() {
        tensors.put("case.0.input_ids", InMemory.longs(2, 3));
        tensors.put("case.0.attention_mask", InMemory.longs(1, 1));
        tensors.put("case.0.hidden_state.0", InMemory.floats(1, 2));
        outputs.put("hidden_state.0", InMemory.floats(1, 2));
        outputs.put("classification_logits", InMemory.matrix(2, 0, 0, 0, 0));
        outputs.put("start_logits", InMemory.matrix(1, 0, 0));
        outputs.put("end_logits", InMemory.matrix(1, 0, 0, 0, 0));
    }

    @Test
    void outputsAreComparedByTheirFullNames() {
        Report report = check();
        assertEquals(0, report.exitCode(), report.text());
        assertEquals("case.0.hidden_state.0", report.lines().get(0).name());
    }

    @Test
    void wrongOutputFails() {
        tensors.put("case.0.hidden_state.0", InMemory.floats(1, 2.5f));
        assertEquals(1, check().exitCode());
    }

    @Test
    void tensorThatTheModelDoesNotGiveIsReported() {
        tensors.put("case.0.decoder_hidden_state.0", InMemory.floats(1));
        notUnderstood("case.0.decoder_hidden_state.0");
    }

    @Test
    void labelsWithoutALossAreReported() {
        tensors.put("case.0.labels", InMemory.longs(0));
        notUnderstood("case.0.labels");
    }

    @Test
    void caseThatCannotRunIsReportedWhole() {
        tensors.remove("case.0.input_ids");
        Report report = check();
        assertEquals(2, report.exitCode());
        assertEquals(2, report.notUnderstood().size(), report.text());
    }

    @Test
    void inputsWithoutOutputsAreReported() {
        tensors.remove("case.0.hidden_state.0");
        assertEquals(2, check().notUnderstood().size());
    }

    @Test
    void classificationLossIsComputedFromTheModelsLogits() {
        tensors.put("case.0.labels", InMemory.longs(0, 1));
        tensors.put("case.0.classification_loss", InMemory.scalar((float) Math.log(2)));
        assertEquals(0, check().exitCode(), check().text());
        outputs.put("classification_logits", InMemory.matrix(2, 1, 0, 0, 0));
        assertEquals(1, check().exitCode());
    }

    @Test
    void spanLossIsTheMeanOfStartAndEnd() {
        tensors.put("case.0.start_positions", InMemory.longs(1));
        tensors.put("case.0.end_positions", InMemory.longs(2));
        tensors.put("case.0.span_loss", InMemory.scalar((float) ((Math.log(2) + Math.log(4)) / 2)));
        Report report = check();
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(2, report.lines().size());
    }

    @Test
    void languageModelLossJudgesWhatFollowsRealTokens() {
        tensors.put("case.0.input_ids", TensorData.of(Shape.of(1, 4), new long[] {0, 1, 1, 1}));
        tensors.put("case.0.attention_mask", TensorData.of(Shape.of(1, 4), new long[] {0, 1, 1, 0}));
        tensors.put("case.0.position_ids", TensorData.of(Shape.of(1, 4), new long[] {0, 0, 1, 1}));
        tensors.put("case.0.language_model_loss", InMemory.scalar((float) Math.log(2)));
        // at the second place alone a real token follows one that was read
        outputs.put("logits", TensorData.of(Shape.of(1, 4, 2), new float[] {50, 0, 3, 3, 0, 50, 50, 0}));
        Report report = check();
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(2, report.lines().size(), report.text());
        assertEquals(List.of("case.0.position_ids: the model finds positions by itself"), report.known());
        outputs.put("logits", TensorData.of(Shape.of(1, 4, 2), new float[] {50, 0, 3, 0, 0, 50, 50, 0}));
        assertEquals(1, check().failures());
    }

    @Test
    void sequenceToSequenceLossIgnoresPaddingLabels() {
        tensors.put("case.0.decoder_input_ids", TensorData.of(Shape.of(1, 2), new long[] {0, 1}));
        tensors.put("case.0.labels", TensorData.of(Shape.of(1, 2), new long[] {1, -100}));
        tensors.put("case.0.seq2seq_loss", InMemory.scalar((float) Math.log(2)));
        outputs.put("logits", TensorData.of(Shape.of(1, 2, 2), new float[] {3, 3, 50, 0}));
        Report report = check();
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(2, report.lines().size(), report.text());
        outputs.put("logits", TensorData.of(Shape.of(1, 2, 2), new float[] {3, 4, 50, 0}));
        assertEquals(1, check().failures());
    }

    @Test
    void lossWithLabelsThatDoNotFitIsReported() {
        tensors.put("case.0.labels", InMemory.longs(0, 9));
        tensors.put("case.0.classification_loss", InMemory.scalar(0.5f));
        Report report = check();
        assertEquals(2, report.notUnderstood().size(), report.text());
        assertEquals(1, report.lines().size());
    }

    private void notUnderstood(String name) {
        Report report = check();
        assertEquals(2, report.exitCode());
        assertEquals(1, report.notUnderstood().size(), report.text());
        assertTrue(report.notUnderstood().get(0).contains(name), report.text());
    }

    private Report check() {
        Findings findings = new Findings(1e-4);
        CaseCheck check = new CaseCheck(new InMemory.Model(outputs, Map.of()), findings);
        ReferenceCases.of(tensors).cases().values().forEach(check::check);
        return findings.report();
    }
}
