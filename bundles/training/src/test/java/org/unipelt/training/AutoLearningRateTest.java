package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.client.Trainer.Result;
import org.unipelt.checkpoints.SafetensorsFiles;

class AutoLearningRateTest {
    @TempDir
    Path folder;

    private final BagOfWordsSessions sessions = new BagOfWordsSessions();
    private final ServiceTrainer trainer = Opinions.trainer(sessions, new SafetensorsFiles());
    private final Heard heard = new Heard();

    @BeforeEach
    void files() throws IOException {
        Opinions.write(folder);
    }

    @AfterEach
    void everyCompositionIsClosed() {
        assertTrue(sessions.built.stream().allMatch(BagOfWords::closed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "sgd", "adafactor"})
    void runIsThatOfARunWithTheRateThatWasFound(String optimiser) {
        Result auto = train(Map.of("learning_rate", "auto", "epochs", 3, "optimiser", optimiser));
        BagOfWords.Saved saved = lastSaved();
        double rate = (Double) saved.results().get("learning_rate");
        Result fixed = train(Map.of("learning_rate", rate, "epochs", 3, "optimiser", optimiser));

        assertEquals(fixed.losses(), auto.losses());
        assertEquals(fixed.epochs(), auto.epochs());
        assertEquals(lastSaved().weights(), saved.weights());
        assertEquals(1, sessions.built.get(0).partSizes().size() - 4 * 3 - (rangeSteps(heard) - 1));
    }

    @Test
    void rateIsToldAndNotedAndLearnsWell() {
        Result result = train(Map.of("learning_rate", "auto", "epochs", 10));
        double rate = (Double) lastSaved().results().get("learning_rate");
        assertTrue(
                heard.notices.get(0).startsWith("learning_rate auto: " + rate + ", by the fall of the loss"),
                heard.notices.toString());
        assertTrue(rate > 1e-3 && rate < 0.2, "" + rate);
        assertEquals("auto", ((Map<?, ?>) lastSaved().results().get("options")).get("learning_rate"));
        assertTrue(
                result.losses().get(39) < result.losses().get(0) / 2,
                result.losses().toString());
    }

    @Test
    void sameSeedFindsTheSameRate() {
        train(Map.of("learning_rate", "auto", "epochs", 1));
        train(Map.of("learning_rate", "auto", "epochs", 1));
        assertEquals(heard.notices.get(0), heard.notices.get(1));
    }

    @Test
    void ownersRatesAreAbsoluteHereToo() {
        train(Map.of("learning_rate", "auto", "epochs", 1, "learning_rates", Map.of("head", 0.01)));
        double rate = (Double) lastSaved().results().get("learning_rate");
        assertEquals(
                List.of(Map.of(), Map.of("head", 0.01 / rate)),
                sessions.setups.stream().map(setup -> setup.rates()).toList());
        Result fixed = train(Map.of("learning_rate", rate, "epochs", 1, "learning_rates", Map.of("head", 0.01)));
        assertEquals(0.01 / rate, sessions.setups.get(2).rates().get("head"));
        assertEquals(4, fixed.losses().size());
    }

    @Test
    void fewBatchesMakeAShortTest() {
        train(Map.of("learning_rate", "auto", "epochs", 1, "batch_size", 60));
        assertEquals(20, rangeSteps(heard));
    }

    private static int rangeSteps(Heard heard) {
        String notice = heard.notices.get(0);
        return Integer.parseInt(notice.replaceAll(".*of (\\d+) steps", "$1"));
    }

    private Result train(Map<String, Object> training) {
        return trainer.train(
                Opinions.composition(new LinkedHashMap<>(training)),
                folder,
                folder.resolve("pack"),
                heard,
                () -> false);
    }

    private BagOfWords.Saved lastSaved() {
        return sessions.saves.get(sessions.saves.size() - 1);
    }
}
