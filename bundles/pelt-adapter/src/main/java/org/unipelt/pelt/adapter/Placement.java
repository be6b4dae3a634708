package org.unipelt.pelt.adapter;

import java.util.Arrays;
import java.util.Locale;
import org.unipelt.api.pelt.Contribution.Reads;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.SiteKind;

/** Where adapters stand in a layer unless targets say so, what they read, and how they start. */
enum Placement {
    /** One behind the feed-forward network, which reads norm(y + residual). */
    PFEIFFER(Reads.NORMALISED_SUM, Initializer.normal(0.02), Initializer.normal(0.02), SiteKind.FFN_BLOCK),
    /** One behind each block, which reads the block's output. */
    HOULSBY(
            Reads.OUTPUT,
            Initializer.normal(0.02),
            Initializer.normal(0.02),
            SiteKind.ATTENTION_BLOCK,
            SiteKind.FFN_BLOCK),
    /** One beside the feed-forward network, which reads what the network reads; it starts as nothing. */
    PARALLEL(Reads.RESIDUAL, Initializer.kaimingUniform(Math.sqrt(5)), Initializer.zeros(), SiteKind.FFN_BLOCK);

    private final Reads reads;
    private final Initializer down;
    private final Initializer up;
    private final SiteKind[] kinds;

    Placement(Reads reads, Initializer down, Initializer up, SiteKind... kinds) {
        this.reads = reads;
        this.down = down;
        this.up = up;
        this.kinds = kinds;
    }

    Reads reads() {
        return reads;
    }

    Initializer down() {
        return down;
    }

    Initializer up() {
        return up;
    }

    SiteKind[] kinds() {
        return kinds.clone();
    }

    static Placement of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    static String[] words() {
        return Arrays.stream(values())
                .map(placement -> placement.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }
}
