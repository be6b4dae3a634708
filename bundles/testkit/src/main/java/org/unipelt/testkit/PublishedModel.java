package org.unipelt.testkit;

import java.util.ArrayList;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.family.Half;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
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

    /** All its sites, in the order of the computation. */
    public List<Site> sites() {
        return switch (this) {
            case BERT_BASE -> BertBase.sites();
            case ROBERTA_BASE ->
                BertBase.sites().stream()
                        .filter(site -> site.kind() != SiteKind.POOLER)
                        .toList();
            case GPT2 ->
                half(Stage.DECODER, 12, new Half.Sizes(768, 3072), true, List.of(Half.ATTENTION, Half.FEED_FORWARD));
            case T5_SMALL -> t5(6, new Half.Sizes(512, 8 * 64, 8 * 64, 2048), Half.FEED_FORWARD);
            case T5_V1_1_SMALL -> t5(8, new Half.Sizes(512, 6 * 64, 6 * 64, 1024), Half.GATED_FEED_FORWARD);
        };
    }

    private static List<Site> t5(int layers, Half.Sizes sizes, List<SiteKind> feedForward) {
        List<Site> sites =
                new ArrayList<>(half(Stage.ENCODER, layers, sizes, false, List.of(Half.ATTENTION, feedForward)));
        half(Stage.DECODER, layers, sizes, false, List.of(Half.ATTENTION, Half.CROSS_ATTENTION, feedForward)).stream()
                // the words of both halves are embedded alike, and methods may stand in the encoder's
                .filter(site -> !Half.EMBEDDINGS.contains(site.kind()))
                .forEach(sites::add);
        return sites;
    }

    private static List<Site> half(
            Stage stage, int layers, Half.Sizes sizes, boolean biased, List<List<SiteKind>> blocks) {
        return new Half(stage, layers, sizes, biased).sites(Half.EMBEDDINGS, blocks, List.of(SiteKind.OUTPUT_NORM));
    }
}
