package org.unipelt.orchestrator;

import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/**
 * A sequence that gates read. Slots with the same point are computed together, in one product.
 *
 * @param layer the layer's name
 * @param sequence which of the layer's sequences
 */
record GatePoint(String layer, String sequence) {
    private static final String ATTENTION_INPUT = "attention_input";
    private static final String SOURCE = "cross_attention_source";
    private static final String WORDS = "embeddings";

    /** Whether a decoder's site reads the encoder's states. */
    boolean ofSource() {
        return sequence.equals(SOURCE);
    }

    /** The word embeddings of the text itself. */
    static GatePoint words(Site outside) {
        return new GatePoint(outside.layerName(), WORDS);
    }

    /** The input of a site that reads one sequence; outside the layers all gates read the words. */
    static GatePoint input(Site site) {
        if (site.layer() < 0) {
            return words(site);
        }
        String sequence =
                switch (site.kind()) {
                    case QUERY, KEY, VALUE, KEY_VALUE -> ATTENTION_INPUT;
                    case CROSS_QUERY, CROSS_KEY_VALUE -> "cross_attention_input";
                    case CROSS_KEY, CROSS_VALUE -> SOURCE;
                    default -> site.kind().word();
                };
        return new GatePoint(site.layerName(), sequence);
    }

    /** What a layer's self-attention reads. */
    static GatePoint attentionInput(Site site) {
        return new GatePoint(site.layerName(), ATTENTION_INPUT);
    }

    /** One of the sequences at a block site. */
    static GatePoint block(Site site, Contribution.Reads reads) {
        return new GatePoint(site.layerName(), site.kind().word() + "." + reads);
    }

    /**
     * Where the gate of a contribution reads.
     *
     * @param wide whether the gate is for a whole layer, and reads its attention's input; else it reads what the contribution
     *     does
     */
    static GatePoint of(Site site, Contribution contribution, boolean wide) {
        if (wide && site.layer() >= 0) {
            return attentionInput(site);
        }
        return contribution instanceof Contribution.FunctionShift shift
                        && site.kind().group() == SiteKind.Group.BLOCK
                ? block(site, shift.reads())
                : input(site);
    }
}
