package org.unipelt.model.llama;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** Llama's sites. */
final class LlamaSites {

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
            SiteKind.FFN_GATE,
            SiteKind.FFN_OUT,
            SiteKind.FFN_BLOCK);

    private LlamaSites() {}

    static List<Site> all(LlamaConfig config) {
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

    static Site site(LlamaConfig config, int layer, SiteKind kind) {
        return new Site(Stage.DECODER, layer, kind, inputSize(config, kind), outputSize(config, kind), false);
    }

    private static int inputSize(LlamaConfig config, SiteKind kind) {
        return switch (kind) {
            case ATTENTION_OUTPUT -> config.heads() * config.headSize();
            case FFN_OUT -> config.intermediate();
            default -> config.hidden();
        };
    }

    private static int outputSize(LlamaConfig config, SiteKind kind) {
        return switch (kind) {
            case QUERY -> config.heads() * config.headSize();
            case KEY, VALUE, KEY_VALUE -> config.keyHeads() * config.headSize();
            case FFN_IN, FFN_GATE -> config.intermediate();
            default -> config.hidden();
        };
    }
}
