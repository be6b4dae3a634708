package org.unipelt.model.t5;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** T5's sites. Virtual tokens may stand in the encoder's text; what the decoder writes is left as it is. */
final class T5Sites {

    /** The layer number of what stands outside the layers. */
    static final int OUTSIDE = -1;

    private static final List<SiteKind> SELF_ATTENTION = List.of(
            SiteKind.ATTENTION_NORM,
            SiteKind.QUERY,
            SiteKind.KEY,
            SiteKind.VALUE,
            SiteKind.KEY_VALUE,
            SiteKind.ATTENTION_OUTPUT,
            SiteKind.ATTENTION_BLOCK);

    private static final List<SiteKind> CROSS_ATTENTION = List.of(
            SiteKind.CROSS_ATTENTION_NORM,
            SiteKind.CROSS_QUERY,
            SiteKind.CROSS_KEY,
            SiteKind.CROSS_VALUE,
            SiteKind.CROSS_KEY_VALUE,
            SiteKind.CROSS_ATTENTION_OUTPUT,
            SiteKind.CROSS_ATTENTION_BLOCK);

    private static final List<SiteKind> FEED_FORWARD =
            List.of(SiteKind.FFN_NORM, SiteKind.FFN_IN, SiteKind.FFN_GATE, SiteKind.FFN_OUT, SiteKind.FFN_BLOCK);

    private T5Sites() {}

    /** In the order of the computation. */
    static List<Site> all(T5Config config) {
        List<Site> sites = new ArrayList<>();
        sites.add(site(config, Stage.ENCODER, OUTSIDE, SiteKind.EMBEDDINGS));
        sites.add(site(config, Stage.ENCODER, OUTSIDE, SiteKind.EMBEDDING_OUTPUT));
        for (Stage stage : Stage.values()) {
            for (int layer = 0; layer < config.layers(stage); layer++) {
                for (SiteKind kind : kinds(config, stage)) {
                    sites.add(site(config, stage, layer, kind));
                }
            }
            sites.add(site(config, stage, OUTSIDE, SiteKind.OUTPUT_NORM));
        }
        return List.copyOf(sites);
    }

    private static List<SiteKind> kinds(T5Config config, Stage stage) {
        List<SiteKind> kinds = new ArrayList<>(SELF_ATTENTION);
        if (stage == Stage.DECODER) {
            kinds.addAll(CROSS_ATTENTION);
        }
        kinds.addAll(FEED_FORWARD);
        if (!config.gated()) {
            kinds.remove(SiteKind.FFN_GATE);
        }
        return kinds;
    }

    static Site site(T5Config config, Stage stage, int layer, SiteKind kind) {
        return new Site(stage, layer, kind, inputSize(config, kind), outputSize(config, kind), false);
    }

    private static int inputSize(T5Config config, SiteKind kind) {
        return switch (kind) {
            case ATTENTION_OUTPUT, CROSS_ATTENTION_OUTPUT -> config.inner();
            case FFN_OUT -> config.intermediate();
            default -> config.hidden();
        };
    }

    private static int outputSize(T5Config config, SiteKind kind) {
        return switch (kind) {
            case QUERY, KEY, VALUE, KEY_VALUE, CROSS_QUERY, CROSS_KEY, CROSS_VALUE, CROSS_KEY_VALUE -> config.inner();
            case FFN_IN, FFN_GATE -> config.intermediate();
            default -> config.hidden();
        };
    }
}
