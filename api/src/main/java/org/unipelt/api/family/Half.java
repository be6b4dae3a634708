package org.unipelt.api.family;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * An encoder or a decoder: where its sites are and what they measure. A model that is one of the two has one half.
 *
 * @param stage which of the two
 * @param layers how many layers it has
 * @param sizes what its sites read and give
 * @param biased whether its linear maps and norms add a bias
 */
@ProviderType
public record Half(Stage stage, int layers, Sizes sizes, boolean biased) {
    /** The layer number of what stands outside the layers. */
    public static final int OUTSIDE = -1;

    /** The sites of embeddings that are not normed. */
    public static final List<SiteKind> EMBEDDINGS = List.of(SiteKind.EMBEDDINGS, SiteKind.EMBEDDING_OUTPUT);

    /** The sites of embeddings that are normed. */
    public static final List<SiteKind> NORMED_EMBEDDINGS =
            List.of(SiteKind.EMBEDDINGS, SiteKind.EMBEDDING_NORM, SiteKind.EMBEDDING_OUTPUT);

    /** The sites of self-attention with its norm in front, in the order of the computation. */
    public static final List<SiteKind> ATTENTION = List.of(
            SiteKind.ATTENTION_NORM,
            SiteKind.QUERY,
            SiteKind.KEY,
            SiteKind.VALUE,
            SiteKind.KEY_VALUE,
            SiteKind.ATTENTION_OUTPUT,
            SiteKind.ATTENTION_BLOCK);

    /** The sites of the attention to an encoder. */
    public static final List<SiteKind> CROSS_ATTENTION = List.of(
            SiteKind.CROSS_ATTENTION_NORM,
            SiteKind.CROSS_QUERY,
            SiteKind.CROSS_KEY,
            SiteKind.CROSS_VALUE,
            SiteKind.CROSS_KEY_VALUE,
            SiteKind.CROSS_ATTENTION_OUTPUT,
            SiteKind.CROSS_ATTENTION_BLOCK);

    /** The sites of a feed-forward network. */
    public static final List<SiteKind> FEED_FORWARD =
            List.of(SiteKind.FFN_NORM, SiteKind.FFN_IN, SiteKind.FFN_OUT, SiteKind.FFN_BLOCK);

    /** The sites of a gated one. */
    public static final List<SiteKind> GATED_FEED_FORWARD =
            List.of(SiteKind.FFN_NORM, SiteKind.FFN_IN, SiteKind.FFN_GATE, SiteKind.FFN_OUT, SiteKind.FFN_BLOCK);

    /**
     * What sites read and give.
     *
     * @param hidden the size of a hidden state
     * @param queries that of all heads' queries
     * @param keys that of all heads' keys, and of their values
     * @param intermediate that between the maps of the feed-forward network
     */
    @ProviderType
    public record Sizes(int hidden, int queries, int keys, int intermediate) {
        /** Sizes where all heads together are as wide as a hidden state. */
        public Sizes(int hidden, int intermediate) {
            this(hidden, hidden, hidden, intermediate);
        }
    }

    /** The same block with its norm behind the residual sum. */
    public static List<SiteKind> normBehind(List<SiteKind> block) {
        List<SiteKind> turned = new ArrayList<>(block);
        Collections.rotate(turned, -1);
        return List.copyOf(turned);
    }

    /** A site of a layer, or of what stands {@link #OUTSIDE}. */
    public Site site(int layer, SiteKind kind) {
        boolean mayAdd = kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM;
        return new Site(stage, layer, kind, inputSize(kind), outputSize(kind), biased && mayAdd);
    }

    /**
     * All sites, in the order of the computation.
     *
     * @param front those in front of the layers
     * @param blocks those of each layer, block by block
     * @param end those behind the layers
     */
    public List<Site> sites(List<SiteKind> front, List<List<SiteKind>> blocks, List<SiteKind> end) {
        List<Site> sites = new ArrayList<>();
        front.forEach(kind -> sites.add(site(OUTSIDE, kind)));
        for (int layer = 0; layer < layers; layer++) {
            for (List<SiteKind> block : blocks) {
                for (SiteKind kind : block) {
                    sites.add(site(layer, kind));
                }
            }
        }
        end.forEach(kind -> sites.add(site(OUTSIDE, kind)));
        return List.copyOf(sites);
    }

    private int inputSize(SiteKind kind) {
        return switch (kind) {
            case ATTENTION_OUTPUT, CROSS_ATTENTION_OUTPUT -> sizes.queries();
            case FFN_OUT -> sizes.intermediate();
            default -> sizes.hidden();
        };
    }

    private int outputSize(SiteKind kind) {
        return switch (kind) {
            case QUERY, CROSS_QUERY -> sizes.queries();
            case KEY, VALUE, KEY_VALUE, CROSS_KEY, CROSS_VALUE, CROSS_KEY_VALUE -> sizes.keys();
            case FFN_IN, FFN_GATE -> sizes.intermediate();
            default -> sizes.hidden();
        };
    }
}
