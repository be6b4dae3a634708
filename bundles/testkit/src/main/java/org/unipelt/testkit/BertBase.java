package org.unipelt.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** BERT-base, by which published implementations give their counts of trained numbers. */
@ProviderType
public final class BertBase {
    private static final int LAYERS = 12;
    private static final int HIDDEN = 768;
    private static final int FEED_FORWARD = 3072;

    /** What other families have. */
    private static final Set<SiteKind> ELSEWHERE = Set.of(SiteKind.FFN_GATE, SiteKind.OUTPUT_NORM);

    private BertBase() {}

    /** All its sites: those of the embeddings, the pooler, and of twelve layers without cross-attention. */
    public static List<Site> sites() {
        List<Site> sites = new ArrayList<>();
        for (SiteKind kind : SiteKind.values()) {
            if (kind.word().startsWith("embedding") || kind == SiteKind.POOLER) {
                sites.add(site(-1, kind));
            } else if (!kind.word().startsWith("cross") && !ELSEWHERE.contains(kind)) {
                for (int layer = 0; layer < LAYERS; layer++) {
                    sites.add(site(layer, kind));
                }
            }
        }
        return sites;
    }

    private static Site site(int layer, SiteKind kind) {
        return new Site(
                Stage.ENCODER,
                layer,
                kind,
                kind == SiteKind.FFN_OUT ? FEED_FORWARD : HIDDEN,
                kind == SiteKind.FFN_IN ? FEED_FORWARD : HIDDEN,
                kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM);
    }
}
