package org.unipelt.model.gpt2;

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

/** A GPT-2 of given sizes. */
record Gpt2Instance(Gpt2Config config) implements BaseModelInstance {

    @Override
    public ModelShape shape() {
        return new ModelShape(
                config.layers(),
                config.hidden(),
                config.vocabulary(),
                config.positions(),
                config.dropouts().residual());
    }

    @Override
    public List<Site> sites() {
        return config.half()
                .sites(Half.EMBEDDINGS, List.of(Half.ATTENTION, Half.FEED_FORWARD), List.of(SiteKind.OUTPUT_NORM));
    }

    @Override
    public List<BaseWeight> weights(Set<String> names) {
        return Gpt2Weights.resolve(config, sites(), names);
    }

    @Override
    public Optional<String> module(Site site) {
        return Gpt2Names.module(site);
    }

    @Override
    public boolean learnedPositions() {
        return true;
    }

    @Override
    public Optional<Writing> writing() {
        return Optional.of(config.writing());
    }

    @Override
    public ModelOutputs draw(GraphScope scope, FrozenWeights weights, Sites sites, ModelInputs inputs) {
        return new Gpt2Graph(config, scope, weights, sites).draw(inputs);
    }
}
