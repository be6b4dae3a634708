package org.unipelt.model.bert;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;

/**
 * Finds BERT's weights among a checkpoint's names: with or without the prefix {@code bert.}, LayerNorms with weight and bias
 * or, as older checkpoints have them, gamma and beta. A head is taken where any of its tensors is there, and must then be
 * whole.
 */
final class BertWeights {
    private final BertConfig config;
    private final Set<String> names;
    private final List<BaseWeight> found = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    private BertWeights(BertConfig config, Set<String> names) {
        this.config = config;
        this.names = names;
    }

    /** @throws DataException if weights are missing: lists all of them */
    static List<BaseWeight> resolve(BertConfig config, Set<String> names) {
        BertWeights weights = new BertWeights(config, names);
        weights.embeddings();
        for (int layer = 0; layer < config.layers(); layer++) {
            weights.layer(new BertNames.Layer(layer));
        }
        weights.heads();
        if (!weights.missing.isEmpty()) {
            throw new DataException(
                    "checkpoint",
                    weights.missing.size() + " weights of a BERT with " + config.layers() + " layers are missing: "
                            + String.join(", ", weights.missing),
                    "Take checkpoint and config.json from the same model");
        }
        return List.copyOf(weights.found);
    }

    private void embeddings() {
        table(BertNames.WORDS, config.vocabulary());
        table(BertNames.POSITIONS, config.positions());
        table(BertNames.TYPES, config.types());
        norm(BertNames.EMBEDDINGS_NORM);
    }

    private void layer(BertNames.Layer layer) {
        int hidden = config.hidden();
        linear(layer.query(), hidden, hidden);
        linear(layer.key(), hidden, hidden);
        linear(layer.value(), hidden, hidden);
        linear(layer.attentionOutput(), hidden, hidden);
        norm(layer.attentionNorm());
        linear(layer.ffnIn(), hidden, config.intermediate());
        linear(layer.ffnOut(), config.intermediate(), hidden);
        norm(layer.ffnNorm());
    }

    private void heads() {
        int hidden = config.hidden();
        boolean nextSentence = holds(BertNames.NEXT_SENTENCE);
        boolean classifier = holds(BertNames.CLASSIFIER);
        if (holds(BertNames.POOLER) || nextSentence || classifier) {
            linear(BertNames.POOLER, hidden, hidden);
        }
        if (nextSentence) {
            linear(BertNames.NEXT_SENTENCE, hidden, 2);
        }
        if (classifier) {
            // config.json need not say how many classes: the checkpoint does
            linear(BertNames.CLASSIFIER, hidden, Shape.UNKNOWN_SIZE);
        }
        if (holds(BertNames.SPAN)) {
            linear(BertNames.SPAN, hidden, 2);
        }
        if (holds(BertNames.MASKED_WORD)) {
            maskedWord();
        }
    }

    private void maskedWord() {
        linear(BertNames.MASKED_WORD_DENSE, config.hidden(), config.hidden());
        norm(BertNames.MASKED_WORD_NORM);
        add(
                BertNames.MASKED_WORD_BIAS,
                Shape.of(config.vocabulary()),
                false,
                BertNames.MASKED_WORD_BIAS,
                BertNames.bias("cls.predictions.decoder"));
        if (source(BertNames.MASKED_WORD_DECODER) != null) {
            // as the word embeddings, which stand in for it where it is not stored
            table(BertNames.MASKED_WORD_DECODER, config.vocabulary());
        }
    }

    private void linear(String part, long input, long output) {
        String weight = BertNames.weight(part);
        String bias = BertNames.bias(part);
        add(weight, Shape.of(input, output), true, weight);
        add(bias, Shape.of(output), false, bias);
    }

    private void norm(String part) {
        Shape shape = Shape.of(config.hidden());
        String weight = BertNames.weight(part);
        String bias = BertNames.bias(part);
        add(weight, shape, false, weight, part + ".gamma");
        add(bias, shape, false, bias, part + ".beta");
    }

    private void table(String name, long rows) {
        add(name, Shape.of(rows, config.hidden()), false, name);
    }

    private void add(String name, Shape shape, boolean transposed, String... sources) {
        String source = source(sources);
        if (source == null) {
            missing.add(name);
        } else {
            found.add(new BaseWeight(name, source, shape, transposed));
        }
    }

    /** The first of these that the checkpoint has, as it is or with the prefix; null if none. */
    private String source(String... candidates) {
        for (String candidate : candidates) {
            if (names.contains(candidate)) {
                return candidate;
            }
            String prefixed = BertModel.TYPE + "." + candidate;
            if (names.contains(prefixed)) {
                return prefixed;
            }
        }
        return null;
    }

    private boolean holds(String part) {
        String start = part + ".";
        String prefixed = BertModel.TYPE + "." + start;
        return names.stream().anyMatch(name -> name.startsWith(start) || name.startsWith(prefixed));
    }
}
