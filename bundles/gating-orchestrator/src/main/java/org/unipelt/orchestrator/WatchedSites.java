package org.unipelt.orchestrator;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.Site;

/**
 * Sites that tell how far a model is with drawing itself.
 *
 * @param sites what answers
 * @param come told of each site before it answers
 */
record WatchedSites(Sites sites, Consumer<Site> come) implements Sites {

    @Override
    public Sequence embeddings(Site site, Sequence sequence) {
        come.accept(site);
        return sites.embeddings(site, sequence);
    }

    @Override
    public List<Operand<TFloat32>> linear(Operand<TFloat32> x, List<LinearMap> maps) {
        maps.forEach(map -> come.accept(map.site()));
        return sites.linear(x, maps);
    }

    @Override
    public Operand<TFloat32> activated(Operand<TFloat32> x, LinearMap map, Activation activation) {
        come.accept(map.site());
        return sites.activated(x, map, activation);
    }

    @Override
    public Operand<TFloat32> attention(Site site, Attention attention) {
        come.accept(site);
        return sites.attention(site, attention);
    }

    @Override
    public Operand<TFloat32> block(
            Site site, Operand<TFloat32> output, Operand<TFloat32> residual, UnaryOperator<Operand<TFloat32>> norm) {
        come.accept(site);
        return sites.block(site, output, residual, norm);
    }

    @Override
    public Operand<TFloat32> norm(Site site, Operand<TFloat32> output, Operand<TFloat32> bias) {
        come.accept(site);
        return sites.norm(site, output, bias);
    }
}
