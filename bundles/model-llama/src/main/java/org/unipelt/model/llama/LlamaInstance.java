package org.unipelt.model.llama;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.family.Half;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.Sites;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** A Llama of given sizes. */
record LlamaInstance(LlamaConfig config) implements BaseModelInstance {

    @Override
    public ModelShape shape() {
        return new ModelShape(config.layers(), config.hidden(), config.vocabulary(), config.positions(), 0);
    }

    @Override
    public List<Site> sites() {
        return config.half()
                .sites(
                        Half.EMBEDDINGS,
                        List.of(Half.ATTENTION, Half.GATED_FEED_FORWARD),
                        List.of(SiteKind.OUTPUT_NORM));
    }

    @Override
    public List<BaseWeight> weights(Set<String> names) {
        return LlamaWeights.resolve(config, sites(), names);
    }

    @Override
    public Optional<String> module(Site site) {
        return LlamaNames.module(site);
    }

    @Override
    public Optional<Writing> writing() {
        return Optional.of(config.writing());
    }

    @Override
    public ModelOutputs draw(GraphScope scope, FrozenWeights weights, Sites sites, ModelInputs inputs) {
        return new LlamaGraph(config, scope.ops(), weights, sites).draw(inputs);
    }
}
