package org.unipelt.model.t5;

import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Stage;

/** Finds T5's weights among a checkpoint's names; the embeddings that both halves share also under the halves' own names. */
final class T5Weights {
    private final T5Config config;
    private final T5Names parts;
    private final WeightNames names;

    private T5Weights(T5Config config, Set<String> names) {
        this.config = config;
        this.parts = new T5Names(config.gated());
        this.names = new WeightNames(names, "transformer.");
    }

    /** @throws org.unipelt.api.DataException if weights are missing: lists all of them */
    static List<BaseWeight> resolve(T5Config config, Set<String> names) {
        T5Weights weights = new T5Weights(config, names);
        weights.embeddings();
        T5Sites.all(config).forEach(weights::at);
        for (Stage stage : Stage.values()) {
            weights.names.table(T5Names.relative(stage), config.buckets(), config.heads());
        }
        return weights.names.all("a T5 with " + config.encoderLayers() + " and " + config.decoderLayers() + " layers");
    }

    private void embeddings() {
        names.add(
                new BaseWeight(T5Names.WORDS, null, Shape.of(config.vocabulary(), config.hidden()), false),
                T5Names.WORDS,
                "encoder.embed_tokens.weight",
                "decoder.embed_tokens.weight");
        if (!config.tied()) {
            names.table(T5Names.WORD_SCORES, config.vocabulary(), config.hidden());
        }
    }

    private void at(Site site) {
        switch (site.kind().group()) {
            case LINEAR -> names.linear(parts.part(site).orElseThrow(), site.inputSize(), site.outputSize(), false);
            case NORM -> names.table(T5Names.weight(parts.part(site).orElseThrow()), config.hidden());
            default -> {}
        }
    }
}
