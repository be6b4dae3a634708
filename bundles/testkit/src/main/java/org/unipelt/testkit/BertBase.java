package org.unipelt.testkit;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.family.Half;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** BERT-base, by which published implementations give their counts of trained numbers. */
@ProviderType
public final class BertBase {
    private BertBase() {}

    /** All its sites: those of the embeddings, of twelve layers, and the pooler. */
    public static List<Site> sites() {
        return new Half(Stage.ENCODER, 12, new Half.Sizes(768, 3072), true)
                .sites(
                        Half.NORMED_EMBEDDINGS,
                        List.of(Half.normBehind(Half.ATTENTION), Half.normBehind(Half.FEED_FORWARD)),
                        List.of(SiteKind.POOLER));
    }
}
