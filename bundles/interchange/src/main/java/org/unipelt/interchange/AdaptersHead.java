package org.unipelt.interchange;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;

/** Translates the classification head of adapters: maps of the first place, or of the pooler, with tanh between them. */
final class AdaptersHead {
    private static final String WORDS = "lm_head.weight";

    private AdaptersHead() {}

    /**
     * The head; empty where it is the base model's own for words.
     *
     * @param where how messages name its configuration's file
     * @throws org.unipelt.api.ConfigurationException if it is another kind of head
     */
    static Optional<Head> read(String where, Map<String, Object> values, SavedTensors tensors, ModelParts model) {
        if (values.get("config") == null && tensors.look(WORDS).isPresent()) {
            return ownHead(where, tensors, model);
        }
        int hidden = model.shape().hidden();
        Keys file =
                new Keys(where, values).ignoring("hidden_size", "model_class", "model_name", "model_type", "version");
        String name = file.text("name", "");
        Keys config = new Keys(where + ", config", file.object("config"))
                .holding("classification", "head_type")
                .holding(true, "bias")
                .ignoring("dropout_prob");
        file.checkUnderstood();
        int layers = config.integer("layers", 1);
        int classes = config.integer("num_labels");
        if (layers > 2 || layers < 1) {
            throw config.refused("layers", "1 and 2 are supported");
        }
        if (classes < 2) {
            throw config.refused("num_labels", "this is no classification");
        }
        String activation = config.text("activation_function", "tanh");
        if (layers == 2 && !activation.equals("tanh")) {
            throw config.refused("activation_function", "only tanh is supported");
        }
        String pooling = config.flag("use_pooler", false) ? Head.POOLER : sentence(config, model);
        List<String> labels = labels(config, classes);
        config.checkUnderstood();
        String module = "heads." + name + ".";
        // a module for dropout and one for the function stand between the maps
        Head.Linear dense = layers == 1 ? null : Head.Linear.take(tensors, module + "1", hidden, hidden);
        Head.Linear classifier = Head.Linear.take(tensors, module + (layers == 1 ? "1" : "4"), classes, hidden);
        tensors.checkComplete();
        tensors.checkUsedUp();
        return Optional.of(new Head(pooling, labels, dense, classifier));
    }

    /** A decoder's heads read the last token, an encoder's the first. */
    private static String sentence(Keys config, ModelParts model) {
        if (model.twoHalves()) {
            throw config.refused("head_type", "what the head of an encoder with a decoder reads is not supported");
        }
        return model.classifierReads().filter(Head.LAST::equals).orElse(Head.FIRST);
    }

    /** The base model's own head for words, saved with the adapter and never trained. */
    private static Optional<Head> ownHead(String where, SavedTensors tensors, ModelParts model) {
        float[] saved = tensors.look(WORDS).orElseThrow().floats();
        if (!model.isWordTable(saved)) {
            throw new ConfigurationException(
                    where,
                    "its head for words is not the base model's own",
                    "Import the adapter without head_config.json, if the head was not trained");
        }
        return Optional.empty();
    }

    private static List<String> labels(Keys config, int classes) {
        Map<String, Object> ids = config.object("label2id");
        if (ids.isEmpty()) {
            return Head.numbered(classes);
        }
        List<String> labels = ids.entrySet().stream()
                .sorted(Comparator.comparingInt(label -> label.getValue() instanceof Integer id ? id : -1))
                .map(Map.Entry::getKey)
                .toList();
        boolean whole = labels.size() == classes;
        for (int i = 0; whole && i < classes; i++) {
            whole = Integer.valueOf(i).equals(ids.get(labels.get(i)));
        }
        if (!whole) {
            throw new DataException(
                    config.where() + ", label2id",
                    "it does not number the " + classes + " classes from 0",
                    "Give every class a label of its own");
        }
        return labels;
    }
}
