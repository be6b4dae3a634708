package org.unipelt.verification.checks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;

/** Compares outputs with those of peft or adapters for one batch. */
final class InterchangeOutputs {
    static final String BASE_LOGITS = "base_logits";
    static final String MERGED_LOGITS = "merged_logits";
    private static final String LOGITS = "logits";
    private static final String SCORES = "scores";
    private static final String TYPES = "token_type_ids";

    private final Map<String, TensorData> reference;
    private final Map<String, TensorData> inputs;
    private final Map<String, TensorData> read;
    private final Findings findings;

    /**
     * @param reference inputs and outputs
     * @param typed whether the method let the model read token types
     */
    InterchangeOutputs(Map<String, TensorData> reference, boolean typed, Findings findings) {
        this.reference = reference;
        this.inputs = ReferenceCases.inputs(reference);
        this.read = new TreeMap<>(inputs);
        this.findings = findings;
        if (!typed) {
            read.computeIfPresent(TYPES, (name, types) -> TensorData.of(types.shape(), new long[types.longs().length]));
        }
    }

    boolean has(String name) {
        return reference.containsKey(name);
    }

    /** Compares all that comes from the composition as it is. */
    void compare(ComposedModel model) {
        Map<String, TensorData> expected = new TreeMap<>(reference);
        expected.keySet().removeAll(inputs.keySet());
        expected.keySet().removeAll(List.of(BASE_LOGITS, MERGED_LOGITS));
        AdaptersGates gates = new AdaptersGates(model.outputNames());
        Map<String, List<String>> outputs = new TreeMap<>();
        expected.forEach((name, tensor) -> {
            List<String> own = name.equals(LOGITS) ? List.of(logits(model)) : gates.outputs(name, tensor);
            if (model.outputNames().containsAll(own)) {
                outputs.put(name, own);
            } else {
                findings.notUnderstood(ReferenceCases.FILE + ", " + name, "this composition gives no such output");
            }
        });
        Set<String> wanted = new TreeSet<>();
        outputs.values().forEach(wanted::addAll);
        Map<String, TensorData> results = model.run(read, wanted);
        outputs.forEach((name, own) -> compare(name, expected.get(name), own, results));
    }

    /** Compares the logits of the composition as it was merged. */
    void compareMerged(ComposedModel model) {
        String output = logits(model);
        Map<String, TensorData> results = model.run(read, Set.of(output));
        compareTokens(MERGED_LOGITS, reference.get(MERGED_LOGITS), results.get(output));
    }

    /** Compares the logits of a composition without the method. */
    void compareBase(ComposedModel model) {
        String output = logits(model);
        Map<String, TensorData> results = model.run(inputs, Set.of(output));
        compareTokens(BASE_LOGITS, reference.get(BASE_LOGITS), results.get(output));
    }

    /** Compares the logits of the base model's own head. */
    void compareBase(FrozenModel model) {
        if (!model.outputNames().contains(LOGITS)) {
            findings.notUnderstood(ReferenceCases.FILE + ", " + BASE_LOGITS, "the base model has no such head");
            return;
        }
        compareTokens(
                BASE_LOGITS,
                reference.get(BASE_LOGITS),
                model.run(inputs, Set.of(LOGITS)).get(LOGITS));
    }

    /** Compares what belongs to real tokens. */
    private void compareTokens(String name, TensorData expected, TensorData actual) {
        String output = name.equals(BASE_LOGITS) || name.equals(MERGED_LOGITS) ? LOGITS : name;
        Tokens.of(inputs).compare(findings, name, output, expected, actual);
    }

    private static String logits(ComposedModel model) {
        return model.outputNames().contains(SCORES) ? SCORES : LOGITS;
    }

    /** One output, or several that stand side by side in the columns of one tensor. */
    private void compare(String name, TensorData expected, List<String> own, Map<String, TensorData> results) {
        if (own.size() == 1) {
            compareTokens(name, expected, results.get(own.get(0)));
            return;
        }
        for (int i = 0; i < own.size(); i++) {
            findings.compare(name + ", column " + i, Layout.column(expected, i), results.get(own.get(i)));
        }
    }
}
