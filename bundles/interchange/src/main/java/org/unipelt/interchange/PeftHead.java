package org.unipelt.interchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;

/** The classifier that peft saves with an adapter, its names being those of the model's own classification class. */
final class PeftHead {
    static final String MODULES = "modules_to_save";
    static final String CLASSIFIER = "classifier";
    static final String DENSE = "classifier.dense";
    static final String PROJECTION = "classifier.out_proj";
    static final String LAST_TOKEN = "score";

    /** The task of a head that gives a text one class. */
    static final String SEQUENCES = "SEQ_CLS";

    /** The last map of the library's classifiers, by what they read. */
    static final Map<String, String> MAPS =
            Map.of(Head.POOLER, CLASSIFIER, Head.FIRST, PROJECTION, Head.LAST, LAST_TOKEN);

    private static final List<String> WRAPPERS = List.of(".original_module.", ".modules_to_save.");

    private PeftHead() {}

    /**
     * Takes the classifier, if there is one.
     *
     * @param prefix what the names have in front
     * @return what it reads; empty where there is none
     */
    static Optional<String> take(Keys config, SavedTensors tensors, String prefix, ModelParts model, Draft draft) {
        if (!present(config, tensors, prefix)) {
            return Optional.empty();
        }
        String reads = model.classifierReads()
                .orElseThrow(
                        () -> config.refused(
                                MODULES,
                                "what the classifier of this family reads is not known: an encoder with a decoder has another"));
        if (!SEQUENCES.equals(config.text(PeftImport.TASK_TYPE, SEQUENCES))) {
            throw config.refused(
                    PeftImport.TASK_TYPE, "its head is none for whole texts, and only such heads are supported");
        }
        int hidden = model.shape().hidden();
        String module = prefix + MAPS.get(reads);
        int classes = tensors.size(module + ".weight", 0);
        Head.Linear dense = reads.equals(Head.FIRST) ? Head.Linear.take(tensors, prefix + DENSE, hidden, hidden) : null;
        Head.Linear classifier = reads.equals(Head.LAST)
                ? unbiased(tensors.take(module + ".weight", classes, hidden))
                : Head.Linear.take(tensors, module, classes, hidden);
        // a missing tensor is told with all others that are
        if (classes < 2 && tensors.complete()) {
            throw new ConfigurationException(
                    config.where() + ", " + MODULES,
                    "the head gives a single score, as for regression",
                    "Import an adapter for classification, or one without a head");
        }
        draft.head(new Head(reads, Head.numbered(classes), dense, classifier));
        if (dropAgain(tensors, prefix)) {
            draft.note(
                    "where \"bias\" is " + Entries.ALL
                            + " peft saves the biases of a classifier again under its wrapper, with those that it replaced: they are left out");
        }
        return Optional.of(reads);
    }

    /** Drops the classifier's biases that peft saves a second time, by the names that they have while training. */
    private static boolean dropAgain(SavedTensors tensors, String prefix) {
        List<String> again = tensors.names().stream()
                .filter(name -> name.endsWith(PeftBiases.BIAS))
                .filter(name -> WRAPPERS.stream().anyMatch(wrapper -> name.startsWith(prefix + CLASSIFIER + wrapper)))
                .toList();
        again.forEach(tensors::drop);
        return !again.isEmpty();
    }

    private static Head.Linear unbiased(TensorData weight) {
        int classes = Tensors.size(weight, 0);
        return new Head.Linear(weight, TensorData.of(Shape.of(classes), new float[classes]));
    }

    /** peft lists every name that a classifier may have. */
    private static boolean present(Keys config, SavedTensors tensors, String prefix) {
        List<String> names = List.of(CLASSIFIER, LAST_TOKEN);
        return config.list(MODULES).stream().anyMatch(names::contains)
                || tensors.names().stream()
                        .anyMatch(name -> names.stream().anyMatch(module -> name.startsWith(prefix + module + ".")));
    }
}
