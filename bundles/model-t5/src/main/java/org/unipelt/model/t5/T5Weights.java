package org.unipelt.model.t5;

import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Stage;

/** Finds T5's weights among a checkpoint's names; the embeddings that both halves share also under the halves' own names. */
final class T5Weights {
    private T5Weights() {}

    /** @throws org.unipelt.api.DataException if weights are missing: lists all of them */
    static List<BaseWeight> resolve(T5Config config, List<Site> sites, WeightNames weights) {
        T5Names parts = new T5Names(config.gated());
        weights.add(
                new BaseWeight(T5Names.WORDS, null, Shape.of(config.vocabulary(), config.hidden()), false),
                T5Names.WORDS,
                "encoder.embed_tokens.weight",
                "decoder.embed_tokens.weight");
        if (!config.tied()) {
            weights.table(T5Names.WORD_SCORES, config.vocabulary(), config.hidden());
        }
        sites.forEach(site -> parts.part(site).ifPresent(part -> weights.at(site, part)));
        for (Stage stage : Stage.values()) {
            weights.table(T5Names.relative(stage), config.buckets(), config.heads());
        }
        return weights.all("a T5 with " + config.encoderLayers() + " and " + config.decoderLayers() + " layers");
    }
}
