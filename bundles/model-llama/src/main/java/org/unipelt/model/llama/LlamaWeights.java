package org.unipelt.model.llama;

import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.pelt.Site;

/** Finds Llama's weights among a checkpoint's names. */
final class LlamaWeights {
    private LlamaWeights() {}

    /** @throws org.unipelt.api.DataException if weights are missing: lists all of them */
    static List<BaseWeight> resolve(LlamaConfig config, List<Site> sites, Set<String> names) {
        WeightNames weights = new WeightNames(names, "model.");
        weights.table(LlamaNames.WORDS, config.vocabulary(), config.hidden());
        sites.forEach(site -> LlamaNames.module(site).ifPresent(part -> weights.at(site, part)));
        boolean classifies = weights.has(LlamaNames.CLASSIFIER) || weights.has(LlamaNames.LIBRARY_CLASSIFIER);
        // one that was trained to classify has no scores of words
        boolean scores = !classifies || weights.has(LlamaNames.WORD_SCORES);
        if (!config.tied() && scores) {
            weights.table(LlamaNames.WORD_SCORES, config.vocabulary(), config.hidden());
        }
        if (classifies) {
            Shape shape = Shape.of(config.hidden(), Shape.UNKNOWN_SIZE);
            weights.add(
                    new BaseWeight(LlamaNames.CLASSIFIER, null, shape, true),
                    LlamaNames.CLASSIFIER,
                    LlamaNames.LIBRARY_CLASSIFIER);
        }
        return weights.all("a Llama with " + config.layers() + " layers");
    }
}
