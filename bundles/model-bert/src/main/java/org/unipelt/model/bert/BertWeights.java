package org.unipelt.model.bert;

import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/**
 * Finds the weights among a checkpoint's names. A head is taken where any of its tensors is there, and must then be whole. A
 * classifier without the pooler that it would read is one of tokens, and no head of ours.
 */
final class BertWeights {
    private final BertConfig config;
    private final WeightNames names;

    private BertWeights(BertConfig config, Set<String> names) {
        this.config = config;
        this.names = new WeightNames(names, config.variant().type() + ".");
    }

    /** @throws DataException if weights are missing: lists all of them */
    static List<BaseWeight> resolve(BertConfig config, List<Site> sites, Set<String> names) {
        BertWeights weights = new BertWeights(config, names);
        weights.table(BertNames.WORDS, config.vocabulary());
        weights.table(BertNames.POSITIONS, config.positions());
        weights.table(BertNames.TYPES, config.types());
        sites.stream()
                // a head, which may be missing
                .filter(site -> site.kind() != SiteKind.POOLER)
                .forEach(site -> BertNames.part(site).ifPresent(part -> weights.names.at(site, part)));
        weights.heads();
        return weights.names.all("a " + config.variant().type() + " model with " + config.layers() + " layers");
    }

    private void heads() {
        boolean pooled = config.variant().pooled();
        boolean nextSentence = pooled && holds(BertNames.NEXT_SENTENCE);
        if (nextSentence || holds(BertNames.POOLER)) {
            linear(BertNames.POOLER, config.hidden(), config.hidden());
        }
        if (nextSentence) {
            linear(BertNames.NEXT_SENTENCE, config.hidden(), 2);
        }
        if (pooled ? holds(BertNames.POOLER) && holds(BertNames.CLASSIFIER) : holdsDeepClassifier()) {
            classifier();
        }
        if (holds(BertNames.SPAN)) {
            linear(BertNames.SPAN, config.hidden(), 2);
        }
        if (holdsMaskedWord()) {
            maskedWord();
        }
    }

    private boolean holdsDeepClassifier() {
        return holds(BertNames.CLASSIFIER_DENSE) || holds(BertNames.CLASSIFIER);
    }

    private void classifier() {
        if (!config.variant().pooled()) {
            linear(BertNames.CLASSIFIER_DENSE, config.hidden(), config.hidden());
        }
        // config.json need not say how many classes: the checkpoint does
        linear(BertNames.CLASSIFIER, config.hidden(), Shape.UNKNOWN_SIZE);
    }

    private boolean holdsMaskedWord() {
        return holds(BertNames.MASKED_WORD_DENSE)
                || holds(BertNames.MASKED_WORD_NORM)
                || has(BertNames.MASKED_WORD_BIAS)
                || has(BertNames.MASKED_WORD_DECODER);
    }

    private void maskedWord() {
        linear(BertNames.MASKED_WORD_DENSE, config.hidden(), config.hidden());
        String norm = BertNames.MASKED_WORD_NORM;
        names.norm(norm, config.variant().stored(norm), config.hidden(), true);
        names.add(
                new BaseWeight(BertNames.MASKED_WORD_BIAS, null, Shape.of(config.vocabulary()), false),
                stored(BertNames.MASKED_WORD_BIAS));
        if (has(BertNames.MASKED_WORD_DECODER)) {
            // as the word embeddings, which stand in for it where it is not stored
            names.add(
                    new BaseWeight(
                            BertNames.MASKED_WORD_DECODER, null, Shape.of(config.vocabulary(), config.hidden()), false),
                    stored(BertNames.MASKED_WORD_DECODER));
        }
    }

    private boolean holds(String part) {
        return names.holds(config.variant().stored(part));
    }

    private boolean has(String name) {
        return config.variant().stored(name).stream().anyMatch(names::has);
    }

    private String[] stored(String name) {
        return config.variant().stored(name).toArray(String[]::new);
    }

    private void linear(String part, long input, long output) {
        names.linear(part, config.variant().stored(part), input, output, true);
    }

    private void table(String name, long rows) {
        names.table(name, rows, config.hidden());
    }
}
