package org.unipelt.model.t5;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.family.Half;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.Sites;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

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

    /** Virtual tokens may stand in the encoder's text; what the decoder writes is left as it is. */
    @Override
    public List<Site> sites() {
        List<SiteKind> feedForward = config.gated() ? Half.GATED_FEED_FORWARD : Half.FEED_FORWARD;
        List<SiteKind> end = List.of(SiteKind.OUTPUT_NORM);
        List<Site> sites = new ArrayList<>(
                config.half(Stage.ENCODER).sites(Half.EMBEDDINGS, List.of(Half.ATTENTION, feedForward), end));
        sites.addAll(config.half(Stage.DECODER)
                .sites(List.of(), List.of(Half.ATTENTION, Half.CROSS_ATTENTION, feedForward), end));
        return List.copyOf(sites);
    }

    @Override
    public List<BaseWeight> weights(Set<String> names) {
        return weights(new WeightNames(names, "transformer."));
    }

    List<BaseWeight> weights(WeightNames names) {
        return T5Weights.resolve(config, sites(), names);
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
    public ModelOutputs draw(GraphScope scope, FrozenWeights weights, Sites sites, ModelInputs inputs) {
        return new T5Graph(config, scope, weights, sites).draw(inputs);
    }
}
