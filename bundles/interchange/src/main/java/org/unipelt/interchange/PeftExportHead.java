package org.unipelt.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.session.PackContents;

/** Translates a pack's head into the classifier of the model's own classification class; one that writes has nothing of its own. */
final class PeftExportHead {
    /** The task of a head that is the model's own scores of words. */
    private static final String WRITES = "text-to-text";

    private final Map<String, Object> task;
    private final Map<String, Object> state;
    private final ModelParts model;

    PeftExportHead(PackContents contents, ModelParts model) {
        this.task = contents.composition().task();
        this.state = contents.taskState();
        this.model = model;
    }

    /**
     * What peft calls the task, and with it the model's class; empty where the pack has none.
     *
     * @throws ConfigurationException if peft has no place for its head
     */
    Optional<String> taskType() {
        Object type = task.get("type");
        if (Composition.NO_TASK.equals(type)) {
            return Optional.empty();
        }
        if (WRITES.equals(type)) {
            return Optional.of(model.twoHalves() ? "SEQ_2_SEQ_LM" : "CAUSAL_LM");
        }
        if (!Head.TASK.equals(type)) {
            throw refused("its task is '" + type + "', and peft saves classifiers and models that write only");
        }
        return Optional.of(PeftHead.SEQUENCES);
    }

    /** @param prefix what the names have in front */
    void into(
            PackWeights weights,
            String prefix,
            Map<String, Object> config,
            Map<String, TensorData> tensors,
            List<String> notes) {
        boolean classifies = taskType().filter(PeftHead.SEQUENCES::equals).isPresent();
        config.put(PeftHead.MODULES, classifies ? List.of(PeftHead.CLASSIFIER) : null);
        if (classifies) {
            classifier(weights, prefix, config, tensors);
            noteLabels(notes);
        } else if (WRITES.equals(task.get("type"))) {
            notes.add("peft's files do not hold what stands around a text that is given: "
                    + Json.line(around("prefix", "separator")));
        }
    }

    private void classifier(
            PackWeights weights, String prefix, Map<String, Object> config, Map<String, TensorData> tensors) {
        String reads = checked(weights);
        if (reads.equals(Head.FIRST)) {
            linear(weights, Head.DENSE, tensors, prefix + PeftHead.DENSE);
        }
        String module = prefix + PeftHead.MAPS.get(reads);
        if (reads.equals(Head.LAST)) {
            // peft lists every name that a classifier may have
            config.put(PeftHead.MODULES, List.of(PeftHead.CLASSIFIER, PeftHead.LAST_TOKEN));
            tensors.put(module + ".weight", Tensors.transposed(unbiased(weights)));
        } else {
            linear(weights, Head.CLASSIFIER, tensors, module);
        }
    }

    private Map<String, Object> around(String... keys) {
        Map<String, Object> around = new LinkedHashMap<>();
        for (String key : keys) {
            around.put(key, state.getOrDefault(key, ""));
        }
        return around;
    }

    private static void linear(PackWeights weights, String ours, Map<String, TensorData> tensors, String theirs) {
        tensors.put(theirs + ".weight", Tensors.transposed(weights.take(ours + ".weight")));
        tensors.put(theirs + ".bias", weights.take(ours + ".bias"));
    }

    /** What the head reads, which the classifier of the library's class must read too. */
    private String checked(PackWeights weights) {
        String reads = model.classifierReads()
                .orElseThrow(
                        () -> refused(
                                "what the classifier of this family reads is not known: an encoder with a decoder has another"));
        boolean hidden = weights.names().contains(Head.DENSE + ".weight");
        if (!reads.equals(pooling()) || hidden != reads.equals(Head.FIRST)) {
            throw refused("its head reads the text by '" + pooling() + "'" + (hidden ? " through a hidden layer" : "")
                    + ", and the classifier of this family by '" + reads + "'"
                    + (reads.equals(Head.FIRST) ? " through one" : ""));
        }
        return reads;
    }

    private static TensorData unbiased(PackWeights weights) {
        for (float value : weights.take(Head.CLASSIFIER + ".bias").floats()) {
            if (value != 0) {
                throw refused("its head has a bias, and the classifier of this family has none");
            }
        }
        return weights.take(Head.CLASSIFIER + ".weight");
    }

    private void noteLabels(List<String> notes) {
        notes.add("peft's files do not hold the labels; in the order of the scores: " + state.get(Head.LABELS));
    }

    /** The pooling in force where the pack leaves it to the base model. */
    private String pooling() {
        String written = String.valueOf(state.getOrDefault(Head.POOLING, task.getOrDefault(Head.POOLING, Head.AUTO)));
        if (!written.equals(Head.AUTO)) {
            return written;
        }
        boolean pooler = model.site(SiteKind.POOLER)
                .flatMap(model::module)
                .filter(module -> model.weights().containsKey(module + ".weight"))
                .isPresent();
        return model.pooling().orElse(pooler ? Head.POOLER : Head.FIRST);
    }

    private static ConfigurationException refused(String reason) {
        return new ConfigurationException("the pack", reason, "Export a pack whose head peft's model class has too");
    }
}
