package org.unipelt.testkit;

import java.util.ArrayList;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.SiteKind.Group;
import org.unipelt.api.pelt.Stage;

/** Models of each kind of family in their published sizes, by which implementations of methods give their counts. */
@ProviderType
public enum PublishedModel {
    /** An encoder, norms behind its blocks, with a pooler. */
    BERT_BASE,
    /** The same without a pooler. */
    ROBERTA_BASE,
    /** The smallest GPT-2: a decoder, norms in front of its blocks and one behind the last. */
    GPT2,
    /** T5 1.0: an encoder and a decoder that attends to it; no bias anywhere. */
    T5_SMALL,
    /** T5 1.1: gated feed-forward networks, and heads that are narrower together than the model. */
    T5_V1_1_SMALL;

    private static final List<SiteKind> ATTENTION = List.of(
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
            List.of(SiteKind.FFN_NORM, SiteKind.FFN_IN, SiteKind.FFN_OUT, SiteKind.FFN_BLOCK);

    /** All its sites, in the order of the computation for those whose norms come first. */
    public List<Site> sites() {
        return switch (this) {
            case BERT_BASE -> BertBase.sites();
            case ROBERTA_BASE ->
                BertBase.sites().stream()
                        .filter(site -> site.kind() != SiteKind.POOLER)
                        .toList();
            case GPT2 -> gpt2(new Sizes(768, 768, 3072, true), 12);
            case T5_SMALL -> t5(new Sizes(512, 8 * 64, 2048, false), 6, FEED_FORWARD);
            case T5_V1_1_SMALL -> t5(new Sizes(512, 6 * 64, 1024, false), 8, gated());
        };
    }

    private static List<SiteKind> gated() {
        List<SiteKind> kinds = new ArrayList<>(FEED_FORWARD);
        kinds.add(kinds.indexOf(SiteKind.FFN_OUT), SiteKind.FFN_GATE);
        return kinds;
    }

    private static List<Site> gpt2(Sizes sizes, int layers) {
        List<Site> sites = new ArrayList<>(sizes.embeddings(Stage.DECODER));
        sites.addAll(sizes.half(Stage.DECODER, layers, List.of(ATTENTION, FEED_FORWARD)));
        return sites;
    }

    /** The words of both halves are embedded alike, and methods may stand in the encoder's. */
    private static List<Site> t5(Sizes sizes, int layers, List<SiteKind> feedForward) {
        List<Site> sites = new ArrayList<>(sizes.embeddings(Stage.ENCODER));
        sites.addAll(sizes.half(Stage.ENCODER, layers, List.of(ATTENTION, feedForward)));
        sites.addAll(sizes.half(Stage.DECODER, layers, List.of(ATTENTION, CROSS_ATTENTION, feedForward)));
        return sites;
    }

    /**
     * What the sites of a model measure.
     *
     * @param hidden what blocks read and give
     * @param inner heads times head size
     * @param intermediate what stands inside the feed-forward network
     * @param biased whether maps and norms have biases
     */
    private record Sizes(int hidden, int inner, int intermediate, boolean biased) {
        private static final int OUTSIDE = -1;

        List<Site> embeddings(Stage stage) {
            return List.of(site(stage, OUTSIDE, SiteKind.EMBEDDINGS), site(stage, OUTSIDE, SiteKind.EMBEDDING_OUTPUT));
        }

        List<Site> half(Stage stage, int layers, List<List<SiteKind>> blocks) {
            List<Site> sites = new ArrayList<>();
            for (int layer = 0; layer < layers; layer++) {
                for (SiteKind kind : blocks.stream().flatMap(List::stream).toList()) {
                    sites.add(site(stage, layer, kind));
                }
            }
            sites.add(site(stage, OUTSIDE, SiteKind.OUTPUT_NORM));
            return sites;
        }

        private Site site(Stage stage, int layer, SiteKind kind) {
            boolean mayBeBiased = kind.group() == Group.LINEAR || kind.group() == Group.NORM;
            return new Site(stage, layer, kind, input(kind), output(kind), biased && mayBeBiased);
        }

        private int input(SiteKind kind) {
            return switch (kind) {
                case ATTENTION_OUTPUT, CROSS_ATTENTION_OUTPUT -> inner;
                case FFN_OUT -> intermediate;
                default -> hidden;
            };
        }

        private int output(SiteKind kind) {
            return switch (kind) {
                case QUERY, KEY, VALUE, KEY_VALUE, CROSS_QUERY, CROSS_KEY, CROSS_VALUE, CROSS_KEY_VALUE -> inner;
                case FFN_IN, FFN_GATE -> intermediate;
                default -> hidden;
            };
        }
    }
}
