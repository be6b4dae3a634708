package org.unipelt.model.bert;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** BERT's sites. */
final class BertSites {

    /** The layer number of what stands outside the layers. */
    static final int OUTSIDE = -1;

    /** The sites in front of the layers. */
    private static final List<SiteKind> FRONT =
            List.of(SiteKind.EMBEDDINGS, SiteKind.EMBEDDING_NORM, SiteKind.EMBEDDING_OUTPUT);

    /** The sites of a layer, in the order of the computation. */
    private static final List<SiteKind> LAYER = List.of(
            SiteKind.QUERY,
            SiteKind.KEY,
            SiteKind.VALUE,
            SiteKind.KEY_VALUE,
            SiteKind.ATTENTION_OUTPUT,
            SiteKind.ATTENTION_BLOCK,
            SiteKind.ATTENTION_NORM,
            SiteKind.FFN_IN,
            SiteKind.FFN_OUT,
            SiteKind.FFN_BLOCK,
            SiteKind.FFN_NORM);

    private BertSites() {}

    static List<Site> all(BertConfig config) {
        List<Site> sites = new ArrayList<>();
        FRONT.forEach(kind -> sites.add(site(config, OUTSIDE, kind)));
        for (int layer = 0; layer < config.layers(); layer++) {
            for (SiteKind kind : LAYER) {
                sites.add(site(config, layer, kind));
            }
        }
        if (config.variant().pooled()) {
            sites.add(site(config, OUTSIDE, SiteKind.POOLER));
        }
        return List.copyOf(sites);
    }

    static Site site(BertConfig config, int layer, SiteKind kind) {
        boolean biased = kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM;
        int input = kind == SiteKind.FFN_OUT ? config.intermediate() : config.hidden();
        int output = kind == SiteKind.FFN_IN ? config.intermediate() : config.hidden();
        return new Site(Stage.ENCODER, layer, kind, input, output, biased);
    }
}
