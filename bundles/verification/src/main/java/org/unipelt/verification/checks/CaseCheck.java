package org.unipelt.verification.checks;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.FrozenModel;

/** Compares the model's outputs, and losses computed from them, with those of a case. */
final class CaseCheck {
    private static final String LOGITS = "logits";
    private static final String LANGUAGE_MODEL_LOSS = "language_model_loss";
    private static final String POSITIONS = "position_ids";

    /**
     * A loss: the mean of the cross-entropies of its logits.
     *
     * @param logits the outputs that it judges
     * @param labels the target of each
     */
    private record Loss(String name, List<String> logits, List<String> labels) {}

    private static final List<Loss> LOSSES = List.of(
            new Loss("classification_loss", List.of("classification_logits"), List.of("labels")),
            new Loss("span_loss", List.of("start_logits", "end_logits"), List.of("start_positions", "end_positions")),
            new Loss("seq2seq_loss", List.of(LOGITS), List.of("labels")),
            new Loss(LANGUAGE_MODEL_LOSS, List.of(LOGITS), List.of(ReferenceCases.IDS)));

    private final FrozenModel model;
    private final Findings findings;
    private final Set<String> compared = new HashSet<>();

    CaseCheck(FrozenModel model, Findings findings) {
        this.model = model;
        this.findings = findings;
    }

    /** The outputs that at least one case was compared in. */
    Set<String> compared() {
        return compared;
    }

    void check(ReferenceCases.Case given) {
        if (!given.runnable()) {
            leaveAll(given, "its case lacks integer input_ids or attention_mask");
            return;
        }
        Set<String> outputs = new TreeSet<>(given.tensors().keySet());
        outputs.retainAll(model.outputNames());
        List<Loss> losses =
                LOSSES.stream().filter(loss -> computable(given, loss)).toList();
        Set<String> wanted = new TreeSet<>(outputs);
        losses.forEach(loss -> wanted.addAll(loss.logits()));
        if (wanted.isEmpty()) {
            leaveAll(given, "its case holds no output that this model gives");
            return;
        }
        Map<String, TensorData> results = model.run(given.inputs(), wanted);
        Tokens tokens = Tokens.of(given);
        outputs.forEach(output -> tokens.compare(
                findings, given.name(output), output, given.tensors().get(output), results.get(output)));
        compared.addAll(wanted);
        Set<String> left = others(given);
        left.removeAll(outputs);
        losses.forEach(loss -> compare(given, loss, results, left));
        left.forEach(name -> leave(given, name, "this model gives no such output, or its labels do not fit"));
    }

    /** All that is no input; positions are none here. */
    private Set<String> others(ReferenceCases.Case given) {
        Set<String> others = new TreeSet<>(given.tensors().keySet());
        others.removeAll(given.inputs().keySet());
        if (others.remove(POSITIONS)) {
            findings.known(given.name(POSITIONS), "the model finds positions by itself");
        }
        return others;
    }

    private boolean computable(ReferenceCases.Case given, Loss loss) {
        return given.tensors().containsKey(loss.name())
                && given.tensors().keySet().containsAll(loss.labels())
                && model.outputNames().containsAll(loss.logits());
    }

    private void compare(ReferenceCases.Case given, Loss loss, Map<String, TensorData> results, Set<String> left) {
        TensorData expected = given.tensors().get(loss.name());
        if (expected.integer() || expected.shape().size() != 1) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < loss.logits().size(); i++) {
            TensorData logits = CrossEntropy.rows(results.get(loss.logits().get(i)));
            TensorData labels = loss.name().equals(LANGUAGE_MODEL_LOSS)
                    ? Tokens.of(given).next(given.tensors().get(ReferenceCases.IDS))
                    : CrossEntropy.column(given.tensors().get(loss.labels().get(i)));
            if (!CrossEntropy.fits(logits, labels)) {
                return;
            }
            sum += CrossEntropy.mean(logits, labels);
        }
        findings.compare(
                given.name(loss.name()),
                expected.floats()[0],
                sum / loss.logits().size());
        left.remove(loss.name());
        left.removeAll(loss.labels());
    }

    private void leaveAll(ReferenceCases.Case given, String reason) {
        given.tensors().keySet().forEach(name -> leave(given, name, reason));
    }

    private void leave(ReferenceCases.Case given, String name, String reason) {
        findings.notUnderstood(ReferenceCases.FILE + ", " + given.name(name), reason);
    }
}
