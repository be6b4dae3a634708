package org.unipelt.pelt.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unipelt.api.pelt.Contribution.FunctionShift;
import org.unipelt.api.pelt.Contribution.Reads;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.PublishedModel;

/** The same method at the sites of every family, counted as adapters counts. */
class AdapterFamiliesTest {
    private static final int NARROW = 512 * 32 * 2 + 32 + 512;

    private static DeclaredMethod at(PublishedModel model, Map<String, ?> options) {
        return DeclaredMethod.of(new AdapterModule(), options, model.sites());
    }

    @ParameterizedTest
    @CsvSource({
        "ROBERTA_BASE, pfeiffer, 16, 1, 894528",
        "ROBERTA_BASE, houlsby, 16, 1, 1789056",
        "ROBERTA_BASE, parallel, 2, 1, 7091712",
        "GPT2, pfeiffer, 16, 1, 894528",
        "GPT2, houlsby, 16, 1, 1789056",
        "GPT2, parallel, 2, 1, 7091712",
        "GPT2, parallel, 2, learned, 7091724",
        "T5_SMALL, pfeiffer, 16, 1, 399744",
        "T5_SMALL, houlsby, 16, 1, 799488",
        "T5_SMALL, parallel, 2, 1, 3154944",
        "T5_SMALL, parallel, 2, learned, 3154956"
    })
    void countsAsThePublishedImplementationDoesOnEveryFamily(
            PublishedModel model, String placement, double reduction, String scaling, long count) {
        Map<String, ?> options = Map.of("placement", placement, "reduction_factor", reduction, "scaling", scaling);
        assertEquals(count, at(model, options).count());
    }

    @Test
    void standsInTheHalfThatIsChosen() {
        Map<String, ?> encoder = Map.of("reduction_factor", 16, "stages", List.of("encoder"));
        DeclaredMethod declared = at(PublishedModel.T5_SMALL, encoder);
        assertEquals(6 * NARROW, declared.count());
        assertTrue(declared.parameters().keySet().stream().allMatch(name -> name.startsWith("encoder.layer.")));
        assertEquals(List.of(), at(PublishedModel.GPT2, encoder).contributions());
    }

    @Test
    void standsBehindTheBlocksThatAreChosenAndReadsWhatThePlacementSays() {
        Map<String, ?> everyBlock = Map.of(
                "placement",
                "houlsby",
                "reduction_factor",
                16,
                "targets",
                List.of("attention_block", "cross_attention_block", "ffn_block"));
        assertEquals(
                (6 * 2 + 6 * 3) * NARROW,
                at(PublishedModel.T5_SMALL, everyBlock).count());
        Map<String, ?> cross = Map.of("placement", "parallel", "targets", List.of("cross_attention_block"));
        DeclaredMethod declared = at(PublishedModel.T5_SMALL, cross);
        assertEquals(6, declared.contributions().size());
        declared.contributions().forEach(shift -> assertEquals(Reads.RESIDUAL, ((FunctionShift) shift).reads()));
        assertEquals(
                "decoder.layer.0.cross_attention_block.down.weight",
                declared.parameters().keySet().iterator().next());
    }
}
