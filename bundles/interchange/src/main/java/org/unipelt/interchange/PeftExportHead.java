package org.unipelt.interchange;

import java.util.List;
import java.util.Map;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pack.PackContents;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pelt.SiteKind;

/** Translates a pack's head into the classifier of the model's own classification class. */
final class PeftExportHead {
    private final Map<String, Object> task;
    private final Map<String, Object> state;
    private final ModelParts model;

    PeftExportHead(PackContents contents, ModelParts model) {
        this.task = contents.composition().task();
        this.state = contents.taskState();
        this.model = model;
    }

    boolean present() {
        return !Packs.NO_TASK.equals(task.get("type"));
    }

    /** @param prefix what the names have in front */
    void into(
            PackWeights weights,
            String prefix,
            Map<String, Object> config,
            Map<String, TensorData> tensors,
            List<String> notes) {
        config.put(PeftHead.MODULES, present() ? List.of(PeftHead.CLASSIFIER) : null);
        if (!present()) {
            return;
        }
        if (!Head.TASK.equals(task.get("type"))) {
            throw refused("its task is '" + task.get("type") + "', and peft saves classifiers only");
        }
        if (pooling().equals(Head.LAST)) {
            lastToken(weights, prefix, config, tensors, notes);
            return;
        }
        boolean hidden = weights.find(Head.DENSE + ".weight")
                .map(dense -> {
                    tensors.put(prefix + PeftHead.DENSE + ".weight", Tensors.transposed(dense));
                    tensors.put(prefix + PeftHead.DENSE + ".bias", weights.take(Head.DENSE + ".bias"));
                    return true;
                })
                .orElse(false);
        String pooling = pooling();
        boolean pooler = model.site(SiteKind.POOLER).isPresent();
        if (pooler ? hidden || !pooling.equals(Head.POOLER) : !hidden || !pooling.equals(Head.FIRST)) {
            throw refused("its head reads the text by '" + pooling + "'" + (hidden ? " through a hidden layer" : "")
                    + ", and the classifier of this family "
                    + (pooler ? "the pooler" : "the first token, through one"));
        }
        String module = prefix + (pooler ? PeftHead.CLASSIFIER : PeftHead.PROJECTION);
        tensors.put(module + ".weight", Tensors.transposed(weights.take(Head.CLASSIFIER + ".weight")));
        tensors.put(module + ".bias", weights.take(Head.CLASSIFIER + ".bias"));
        noteLabels(notes);
    }

    /** A classifier that reads the last token, which has no bias in peft's classes. */
    private void lastToken(
            PackWeights weights,
            String prefix,
            Map<String, Object> config,
            Map<String, TensorData> tensors,
            List<String> notes) {
        float[] bias = weights.take(Head.CLASSIFIER + ".bias").floats();
        for (float value : bias) {
            if (value != 0) {
                throw refused("its head has a bias, and the classifier of this family has none");
            }
        }
        config.put(PeftHead.MODULES, List.of(PeftHead.CLASSIFIER, PeftHead.LAST_TOKEN));
        tensors.put(
                prefix + PeftHead.LAST_TOKEN + ".weight",
                Tensors.transposed(weights.take(Head.CLASSIFIER + ".weight")));
        noteLabels(notes);
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
