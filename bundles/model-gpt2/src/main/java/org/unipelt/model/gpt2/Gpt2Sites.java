package org.unipelt.model.gpt2;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** GPT-2's sites. */
final class Gpt2Sites {

    /** The layer number of what stands outside the layers. */
    static final int OUTSIDE = -1;

    /** The sites of a layer, in the order of the computation. */
    private static final List<SiteKind> LAYER = List.of(
            SiteKind.ATTENTION_NORM,
            SiteKind.QUERY,
            SiteKind.KEY,
            SiteKind.VALUE,
            SiteKind.KEY_VALUE,
            SiteKind.ATTENTION_OUTPUT,
            SiteKind.ATTENTION_BLOCK,
            SiteKind.FFN_NORM,
            SiteKind.FFN_IN,
            SiteKind.FFN_OUT,
            SiteKind.FFN_BLOCK);

    private Gpt2Sites() {}

    static List<Site> all(Gpt2Config config) {
        List<Site> sites = new ArrayList<>();
        sites.add(site(config, OUTSIDE, SiteKind.EMBEDDINGS));
        sites.add(site(config, OUTSIDE, SiteKind.EMBEDDING_OUTPUT));
        for (int layer = 0; layer < config.layers(); layer++) {
            for (SiteKind kind : LAYER) {
                sites.add(site(config, layer, kind));
            }
        }
        sites.add(site(config, OUTSIDE, SiteKind.OUTPUT_NORM));
        return List.copyOf(sites);
    }

    static Site site(Gpt2Config config, int layer, SiteKind kind) {
        boolean biased = kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM;
        int input = kind == SiteKind.FFN_OUT ? config.intermediate() : config.hidden();
        int output = kind == SiteKind.FFN_IN ? config.intermediate() : config.hidden();
        return new Site(Stage.DECODER, layer, kind, input, output, biased);
    }
}
