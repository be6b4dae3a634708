package org.unipelt.orchestrator;

import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SlotScope;

/**
 * A sequence that gates read. Slots with the same point are computed together, in one product.
 *
 * @param layer the layer's name
 * @param sequence which of the layer's sequences
 */
record GatePoint(String layer, String sequence) {
    private static final String ATTENTION_INPUT = "attention_input";

    /** The input of a layer's self-attention. */
    static GatePoint attentionInput(Site site) {
        return new GatePoint(site.layerName(), ATTENTION_INPUT);
    }

    /** The input of a site that reads one sequence. */
    static GatePoint input(Site site) {
        String sequence =
                switch (site.kind()) {
                    case QUERY, KEY, VALUE, KEY_VALUE -> ATTENTION_INPUT;
                    case CROSS_QUERY, CROSS_KEY_VALUE -> "cross_attention_input";
                    case CROSS_KEY, CROSS_VALUE -> "cross_attention_source";
                    default -> site.kind().word();
                };
        return new GatePoint(site.layerName(), sequence);
    }

    /** One of the sequences at a block site. */
    static GatePoint block(Site site, Contribution.Reads reads) {
        return new GatePoint(site.layerName(), site.kind().word() + "." + reads);
    }

    /** Where the gate of a contribution reads: where the contribution does, or for a whole layer at its attention. */
    static GatePoint of(Site site, Contribution contribution, SlotScope scope) {
        if (scope == SlotScope.LAYER) {
            return attentionInput(site);
        }
        return contribution instanceof Contribution.FunctionShift shift
                        && site.kind().group() == org.unipelt.api.pelt.SiteKind.Group.BLOCK
                ? block(site, shift.reads())
                : input(site);
    }
}
