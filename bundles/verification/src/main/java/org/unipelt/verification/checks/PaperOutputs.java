package org.unipelt.verification.checks;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.ComposedModel;

/** Compares what a composition gives for one batch. */
final class PaperOutputs {
    private static final String SCORES = "scores";
    private static final String LABELS = "labels";
    private static final String LOSS = "loss";
    private static final String GATE = "gate.";

    /** Outputs whose names differ. */
    private static final Map<String, String> RENAMED = Map.of("logits", SCORES, "pooled", "pooler_output");

    private final ComposedModel model;
    private final PaperNames names;
    private final int classes;
    private final Findings findings;

    PaperOutputs(ComposedModel model, PaperNames names, int classes, Findings findings) {
        this.model = model;
        this.names = names;
        this.classes = classes;
        this.findings = findings;
    }

    /** @param reference inputs, labels and outputs */
    void compare(Map<String, TensorData> reference) {
        Map<String, TensorData> inputs = ReferenceCases.inputs(reference);
        Map<String, String> outputs = new TreeMap<>();
        for (String name : reference.keySet()) {
            output(name).ifPresent(output -> outputs.put(name, output));
        }
        Set<String> wanted = new TreeSet<>(outputs.values());
        wanted.add(SCORES);
        Map<String, TensorData> results = model.run(inputs, wanted);
        outputs.forEach((name, output) -> findings.compare(name, reference.get(name), results.get(output)));
        boolean judged = compareLoss(reference, results.get(SCORES));
        reference.keySet().stream()
                .filter(name -> !inputs.containsKey(name) && !outputs.containsKey(name))
                .filter(name -> !judged || !Set.of(LOSS, LABELS).contains(name))
                .forEach(name -> findings.notUnderstood(
                        ReferenceCases.FILE + ", " + name, "this composition gives no such output"));
    }

    /**
     * Compares the gradients of the loss.
     *
     * @param reference inputs and labels
     * @param expected by the names of the composition's parameters
     */
    void compareGradients(Map<String, TensorData> reference, Map<String, TensorData> expected) {
        TensorData targets = Layout.oneHot(reference, classes);
        Map<String, TensorData> gradients = model.gradients(ReferenceCases.inputs(reference), targets);
        expected.forEach((name, gradient) -> {
            if (gradients.containsKey(name)) {
                findings.compareGradient("gradient by " + name, gradient, gradients.get(name));
            } else {
                findings.notUnderstood("gradient by " + name, "the composition trains no such weight");
            }
        });
    }

    /** The composition's name of an output, where it gives it. */
    private Optional<String> output(String name) {
        Optional<String> output = name.startsWith(GATE)
                ? names.gate(name.substring(GATE.length())).map(own -> GATE + own)
                : Optional.of(RENAMED.getOrDefault(name, name));
        return output.filter(model.outputNames()::contains);
    }

    private boolean compareLoss(Map<String, TensorData> reference, TensorData scores) {
        TensorData loss = reference.get(LOSS);
        TensorData labels = reference.get(LABELS);
        if (loss == null || labels == null || loss.integer() || !CrossEntropy.fits(scores, labels)) {
            return false;
        }
        findings.compare(LOSS, loss.floats()[0], CrossEntropy.mean(scores, labels));
        return true;
    }
}
