package org.unipelt.model.t5;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.Sites;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Site;

/** A T5 of given sizes. */
record T5Instance(T5Config config) implements BaseModelInstance {

    @Override
    public ModelShape shape() {
        return new ModelShape(
                Math.max(config.encoderLayers(), config.decoderLayers()),
                config.hidden(),
                config.vocabulary(),
                config.length(),
                config.dropout());
    }

    @Override
    public List<Site> sites() {
        return T5Sites.all(config);
    }

    @Override
    public List<BaseWeight> weights(Set<String> names) {
        return T5Weights.resolve(config, names);
    }

    @Override
    public Optional<String> module(Site site) {
        return new T5Names(config.gated()).part(site);
    }

    @Override
    public Optional<Writing> writing() {
        return Optional.of(config.writing());
    }

    @Override
    public Optional<String> pooling() {
        return Optional.of("last");
    }

    @Override
    public ModelOutputs draw(GraphScope scope, FrozenWeights weights, Sites sites, ModelInputs inputs) {
        return new T5Graph(config, scope, weights, sites).draw(inputs);
    }
}
