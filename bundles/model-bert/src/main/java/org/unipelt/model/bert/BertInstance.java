package org.unipelt.model.bert;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.family.Half;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** A BERT or RoBERTa of given sizes. */
record BertInstance(BertConfig config) implements BaseModelInstance {

    @Override
    public ModelShape shape() {
        return new ModelShape(
                config.layers(), config.hidden(), config.vocabulary(), config.longest(), config.hiddenDropout());
    }

    @Override
    public List<Site> sites() {
        return config.half()
                .sites(
                        Half.NORMED_EMBEDDINGS,
                        List.of(Half.normBehind(Half.ATTENTION), Half.normBehind(Half.FEED_FORWARD)),
                        config.variant().pooled() ? List.of(SiteKind.POOLER) : List.of());
    }

    @Override
    public List<BaseWeight> weights(Set<String> names) {
        return BertWeights.resolve(config, sites(), names);
    }

    @Override
    public Optional<String> module(Site site) {
        return BertNames.part(site);
    }

    @Override
    public boolean learnedPositions() {
        return true;
    }

    @Override
    public Optional<String> pooling() {
        return config.variant().pooled() ? Optional.empty() : Optional.of("first");
    }

    @Override
    public ModelOutputs draw(GraphScope scope, FrozenWeights weights, Sites sites, ModelInputs inputs) {
        return new BertGraph(config, scope, weights, sites).draw(inputs);
    }
}
