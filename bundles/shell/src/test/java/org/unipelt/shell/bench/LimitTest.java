package org.unipelt.shell.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.api.text.TokenBatch;

class LimitTest {
    private static final int TOKENS = 2 * 3;

    @Test
    void aLayerIsItsLinearMapsAndItsAttention() {
        double maps = 2.0 * TOKENS * (4 * 8 * 8 + 2 * 8 * 32);
        double attention = 2 * (2.0 * TOKENS * 3 * 8);
        assertEquals(maps + attention, operations(layer(Stage.ENCODER, 8), 4));
    }

    @Test
    void headsThatShareKeysComputeAsManyScores() {
        double fewerKeys = 2 * (2.0 * TOKENS * 8 * (8 - 2));
        assertEquals(operations(layer(Stage.DECODER, 8), 4) - fewerKeys, operations(layer(Stage.DECODER, 2), 4));
    }

    @Test
    void whatAForwardPassDoesNotReachIsLeftOut() {
        List<Site> sites = new ArrayList<>(layer(Stage.ENCODER, 8));
        sites.add(new Site(Stage.ENCODER, -1, SiteKind.POOLER, 8, 8, true));
        sites.addAll(layer(Stage.DECODER, 8));
        assertEquals(operations(layer(Stage.ENCODER, 8), 4), operations(sites, 4));
    }

    @Test
    void tokensGoIntoASessionAndOut() {
        TokenBatch batch = new TokenBatch(1, 3, new int[] {5, 6, 0}, new int[] {0, 1, 0}, new float[] {1, 1, 0});
        try (Feeding feeding = new Feeding()) {
            assertArrayEquals(new float[] {6, 8, 0}, feeding.run(batch));
        }
    }

    @Test
    void overheadIsTakenRoundByRoundAndHoldsFeeding() {
        PredictionTimes times = PredictionTimes.of(Map.of(
                "prediction", List.of(5.5, 1.25, 3.5),
                "run", List.of(5.0, 1.0, 3.0),
                "tokenising", List.of(0.1, 0.2, 0.3),
                "feeding", List.of(0.25, 0.25, 9.0)));
        assertEquals(0.5, times.more());
        assertEquals(0.75, times.overhead());
        assertEquals(0.2, times.tokenising());
    }

    private static double operations(List<Site> sites, int heads) {
        try (Products products = new Products(sites, heads, 2, 3)) {
            products.run();
            return products.operations();
        }
    }

    /** A layer of 8 wide, with keys and values of some width. */
    private static List<Site> layer(Stage stage, int keys) {
        return List.of(
                new Site(stage, 0, SiteKind.QUERY, 8, 8, true),
                new Site(stage, 0, SiteKind.KEY, 8, keys, true),
                new Site(stage, 0, SiteKind.VALUE, 8, keys, true),
                new Site(stage, 0, SiteKind.KEY_VALUE, 8, keys, true),
                new Site(stage, 0, SiteKind.ATTENTION_OUTPUT, 8, 8, true),
                new Site(stage, 0, SiteKind.FFN_IN, 8, 32, true),
                new Site(stage, 0, SiteKind.FFN_OUT, 32, 8, true));
    }
}
