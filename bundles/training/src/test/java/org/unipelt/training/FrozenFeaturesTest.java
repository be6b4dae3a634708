package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.session.TrainableComposition.FrozenLayers;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.checkpoints.SafetensorsFiles;

/** What is kept of frozen layers, and what a user is told of it. */
class FrozenFeaturesTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    Path folder;

    private final BagOfWordsSessions sessions = new BagOfWordsSessions();
    private final Heard heard = new Heard();

    @BeforeEach
    void files() throws IOException {
        Opinions.write(folder);
    }

    @Test
    void bothSetsAreKeptWhereNothingIsDropped() {
        assertEquals(Opinions.ROWS + Opinions.DEV_ROWS, kept(new FrozenLayers(3, 4, 0, false), Map.of()));
        assertTrue(sessions.setups.get(0).frozenDropout());
        assertNotice("lowest 3 layers", "60 training texts", "20 dev texts", "computed once");
    }

    @Test
    void theDevSetAloneIsKeptWhereTheBaseModelDropsOut() {
        assertEquals(Opinions.DEV_ROWS, kept(new FrozenLayers(1, 4, 0, true), Map.of()));
        assertNotice("lowest layer", "20 dev texts", "\"frozen_features\": \"on\"");
    }

    @Test
    void onLeavesDropoutOut() {
        kept(new FrozenLayers(3, 4, 0, false), Map.of("frozen_features", "on"));
        assertFalse(sessions.setups.get(0).frozenDropout());
    }

    @Test
    void onWithoutFrozenLayersSaysSo() {
        assertEquals(0, kept(null, Map.of("frozen_features", "on")));
        assertNotice("there are none");
    }

    @Test
    void offKeepsNothing() {
        assertEquals(0, kept(new FrozenLayers(3, 4, 0, false), Map.of("frozen_features", "off")));
        assertTrue(sessions.setups.get(0).frozenDropout());
        assertEquals(List.of(), heard.notices);
    }

    @Test
    void whatDoesNotFitIsComputedInEveryEpoch() {
        kept(new FrozenLayers(3, 4, 0, false), Map.of());
        long tokens = tokens(sessions.built.get(0).kept().subList(0, 4));
        int bytes = (int) (MEBIBYTE / tokens);
        assertEquals(Opinions.ROWS, kept(new FrozenLayers(3, bytes, 0, false), Map.of("feature_memory", 1)));
        assertNotice("60 training texts", "for 20 dev texts it would take", "feature_memory");
        assertEquals(0, kept(new FrozenLayers(3, 4, 0, false), Map.of("feature_memory", 0)));
    }

    @Test
    void aVectorOfEachTextIsCountedByTexts() {
        FrozenLayers layers = new FrozenLayers(3, 0, MEBIBYTE / Opinions.ROWS, false);
        assertEquals(Opinions.ROWS, kept(layers, Map.of("feature_memory", 1)));
        assertNotice("60 training texts (1.0 MiB)", "for 20 dev texts it would take 0.3 MiB");
    }

    private static long tokens(List<TokenBatch> batches) {
        double sum = 0;
        for (TokenBatch batch : batches) {
            for (float token : batch.mask()) {
                sum += token;
            }
        }
        return (long) sum;
    }

    @Test
    void whatIsReadOnceIsNotKept() {
        FrozenLayers layers = new FrozenLayers(3, 4, 0, false);
        assertEquals(0, kept(layers, Map.of("epochs", 1)));
        assertEquals(List.of(), heard.notices);
        assertEquals(Opinions.ROWS, kept(layers, Map.of("evaluate_every", 2)));
    }

    /** How many texts a run keeps. */
    private int kept(FrozenLayers layers, Map<String, Object> more) {
        sessions.frozen = Optional.ofNullable(layers);
        Map<String, Object> training = new HashMap<>(Map.of("epochs", 2, "learning_rate", 0.1));
        training.putAll(more);
        Opinions.trainer(sessions, new SafetensorsFiles())
                .train(Opinions.composition(training), folder, folder.resolve("pack"), heard, () -> false);
        BagOfWords last = sessions.built.get(sessions.built.size() - 1);
        return last.kept().stream().mapToInt(TokenBatch::rows).sum();
    }

    private void assertNotice(String... parts) {
        String last = heard.notices.get(heard.notices.size() - 1);
        for (String part : parts) {
            assertTrue(last.contains(part), last);
        }
    }
}
