package org.unipelt.interchange;

import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.SiteKind;

/** The classifier that peft saves with an adapter, its names being those of the model's own classification class. */
final class PeftHead {
    static final String MODULES = "modules_to_save";
    static final String CLASSIFIER = "classifier";
    static final String DENSE = "classifier.dense";
    static final String PROJECTION = "classifier.out_proj";
    static final String LAST_TOKEN = "score";

    private PeftHead() {}

    /**
     * Takes the classifier, if there is one.
     *
     * @param prefix what the names have in front
     */
    static void take(Keys config, SavedTensors tensors, String prefix, ModelParts model, Draft draft) {
        List<?> modules = config.list(MODULES);
        int hidden = model.shape().hidden();
        if (tensors.look(weight(prefix, LAST_TOKEN)).isPresent()) {
            int classes = tensors.size(weight(prefix, LAST_TOKEN), 0);
            TensorData scores = tensors.take(weight(prefix, LAST_TOKEN), classes, hidden);
            Head.Linear unbiased = new Head.Linear(scores, TensorData.of(Shape.of(classes), new float[classes]));
            draft.head(new Head(Head.LAST, Head.numbered(classes), null, unbiased));
        } else if (tensors.look(weight(prefix, PROJECTION)).isPresent()) {
            Head.Linear dense = Head.Linear.take(tensors, prefix + DENSE, hidden, hidden);
            draft.head(head(config, tensors, prefix + PROJECTION, Head.FIRST, dense, hidden));
        } else if (modules.contains(CLASSIFIER)
                || tensors.look(weight(prefix, CLASSIFIER)).isPresent()) {
            if (model.site(SiteKind.POOLER).isEmpty()) {
                throw config.refused(MODULES, "the base model has no pooler for '" + CLASSIFIER + "' to read");
            }
            draft.head(head(config, tensors, prefix + CLASSIFIER, Head.POOLER, null, hidden));
        }
    }

    private static Head head(
            Keys config, SavedTensors tensors, String module, String pooling, Head.Linear dense, int hidden) {
        int classes = tensors.size(module + ".weight", 0);
        Head.Linear classifier = Head.Linear.take(tensors, module, classes, hidden);
        // a missing tensor is told with all others that are
        if (classes < 2 && tensors.complete()) {
            throw new ConfigurationException(
                    config.where() + ", " + MODULES,
                    "the head gives a single score, as for regression",
                    "Import an adapter for classification, or one without a head");
        }
        return new Head(pooling, Head.numbered(classes), dense, classifier);
    }

    private static String weight(String prefix, String module) {
        return prefix + module + ".weight";
    }
}
