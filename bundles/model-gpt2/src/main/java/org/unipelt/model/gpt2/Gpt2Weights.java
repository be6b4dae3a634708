package org.unipelt.model.gpt2;

import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Finds GPT-2's weights among a checkpoint's names. Its maps are stored as [input, output], queries, keys and values as one. */
final class Gpt2Weights {
    private static final String PREFIX = "transformer.";
    private static final List<SiteKind> FUSED = List.of(SiteKind.QUERY, SiteKind.KEY, SiteKind.VALUE);

    private final Gpt2Config config;
    private final WeightNames names;

    private Gpt2Weights(Gpt2Config config, Set<String> names) {
        this.config = config;
        this.names = new WeightNames(names, PREFIX);
    }

    /** @throws org.unipelt.api.DataException if weights are missing: lists all of them */
    static List<BaseWeight> resolve(Gpt2Config config, List<Site> sites, Set<String> names) {
        Gpt2Weights weights = new Gpt2Weights(config, names);
        weights.names.table(Gpt2Names.WORDS, config.vocabulary(), config.hidden());
        weights.names.table(Gpt2Names.POSITIONS, config.positions(), config.hidden());
        sites.forEach(site -> Gpt2Names.part(site).ifPresent(part -> weights.at(site, part)));
        weights.heads();
        return weights.names.all("a GPT-2 with " + config.layers() + " layers");
    }

    private void at(Site site, String part) {
        if (site.kind().group() == SiteKind.Group.LINEAR) {
            linear(site, part);
        } else {
            names.at(site, part);
        }
    }

    private void linear(Site site, String part) {
        String module = Gpt2Names.module(site).orElseThrow();
        int first = FUSED.contains(site.kind()) ? FUSED.indexOf(site.kind()) * config.hidden() : BaseWeight.WHOLE;
        Shape weight = Shape.of(site.inputSize(), site.outputSize());
        names.add(new BaseWeight(WeightNames.weight(part), null, weight, false, first), WeightNames.weight(module));
        Shape bias = Shape.of(site.outputSize());
        names.add(new BaseWeight(WeightNames.bias(part), null, bias, false, first), WeightNames.bias(module));
    }

    private void heads() {
        if (names.has(Gpt2Names.WORD_SCORES)) {
            // as the word embeddings, which stand in for it where it is not stored
            names.table(Gpt2Names.WORD_SCORES, config.vocabulary(), config.hidden());
        }
        if (names.has(Gpt2Names.CLASSIFIER) || names.has(Gpt2Names.LIBRARY_CLASSIFIER)) {
            names.add(
                    new BaseWeight(Gpt2Names.CLASSIFIER, null, Shape.of(config.hidden(), Shape.UNKNOWN_SIZE), true),
                    Gpt2Names.CLASSIFIER,
                    Gpt2Names.LIBRARY_CLASSIFIER);
        }
    }
}
