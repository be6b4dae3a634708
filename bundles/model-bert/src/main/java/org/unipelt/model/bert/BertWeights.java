package org.unipelt.model.bert;

import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;

/**
 * Finds BERT's weights among a checkpoint's names. A head is taken where any of its tensors is there, and must then be whole.
 */
final class BertWeights {
    private final BertConfig config;
    private final WeightNames names;

    private BertWeights(BertConfig config, Set<String> names) {
        this.config = config;
        this.names = new WeightNames(names, config.type() + ".");
    }

    /** @throws DataException if weights are missing: lists all of them */
    static List<BaseWeight> resolve(BertConfig config, Set<String> names) {
        BertWeights weights = new BertWeights(config, names);
        weights.embeddings();
        for (int layer = 0; layer < config.layers(); layer++) {
            weights.layer(new BertNames.Layer(layer));
        }
        weights.heads();
        return weights.names.all("a " + config.type() + " model with " + config.layers() + " layers");
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
        boolean roberta = config.padding().isPresent();
        if (!roberta && (holds(BertNames.POOLER) || nextSentence || classifier)) {
            linear(BertNames.POOLER, hidden, hidden);
        }
        if (!roberta && nextSentence) {
            linear(BertNames.NEXT_SENTENCE, hidden, 2);
        }
        if (classifier) {
            if (roberta) {
                linear(BertNames.CLASSIFIER_DENSE, hidden, hidden);
            }
            // config.json need not say how many classes: the checkpoint does
            linear(BertNames.CLASSIFIER, hidden, Shape.UNKNOWN_SIZE);
        }
        if (holds(BertNames.SPAN)) {
            linear(BertNames.SPAN, hidden, 2);
        }
        if (holds(BertNames.MASKED_WORD_DENSE)) {
            maskedWord();
        }
    }

    private void maskedWord() {
        linear(BertNames.MASKED_WORD_DENSE, config.hidden(), config.hidden());
        norm(BertNames.MASKED_WORD_NORM);
        names.add(
                new BaseWeight(BertNames.MASKED_WORD_BIAS, null, Shape.of(config.vocabulary()), false),
                stored(BertNames.MASKED_WORD_BIAS));
        String[] decoder = stored(BertNames.MASKED_WORD_DECODER);
        if (names.has(decoder[0])) {
            // as the word embeddings, which stand in for it where it is not stored
            names.add(
                    new BaseWeight(
                            BertNames.MASKED_WORD_DECODER, null, Shape.of(config.vocabulary(), config.hidden()), false),
                    decoder);
        }
    }

    private boolean holds(String part) {
        return names.holds(BertNames.stored(config, part));
    }

    private String[] stored(String name) {
        return BertNames.stored(config, name).toArray(String[]::new);
    }

    private void linear(String part, long input, long output) {
        names.linear(part, BertNames.stored(config, part), input, output, true);
    }

    private void norm(String part) {
        names.norm(part, BertNames.stored(config, part), config.hidden());
    }

    private void table(String name, long rows) {
        names.table(name, rows, config.hidden());
    }
}
