package org.unipelt.shell.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.Evaluation;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;

class StandingTest {
    @Test
    void meanAndSpreadAreOverTheSeedsOfOneContender() {
        Contender first = Contender.ALL.get(0);
        Contender second = Contender.ALL.get(1);
        List<Standing> standings = Standing.of(List.of(run(first, 0.6), run(second, 0.9), run(first, 0.7)));
        assertEquals(2, standings.size());
        assertEquals("0.6500 ± 0.0707", standings.get(0).scoreText());
        assertEquals("0.9000", standings.get(1).scoreText());
        assertEquals(30, standings.get(0).parameters());
    }

    @Test
    void everyContenderIsAValidCompositionAndTheUnionHoldsAllSingleMethods() {
        for (Contender contender : Contender.ALL) {
            Composition.of(contender.configuration(Corpus.WORDNET, 42, false), contender.name());
        }
        Contender union = Contender.ALL.get(Contender.ALL.size() - 1);
        assertEquals(Contender.UNION, union.name());
        assertEquals(
                Contender.ALL.stream()
                        .filter(c -> c != union)
                        .flatMap(c -> c.methods().stream())
                        .toList(),
                union.methods());
        Composition composition = Composition.of(union.configuration(Corpus.WORDNET, 42, true), "union");
        assertTrue(composition.live().join());
        assertTrue(composition.live().goOnWithout());
        assertFalse(composition.gating().isEmpty());
    }

    private static TrainedRun run(Contender contender, double score) {
        return new TrainedRun(
                contender,
                1,
                new Trainer.Result(
                        1, Map.of(), "accuracy", List.of(), List.of(), Map.of("head", 10L, "lora", 20L), 1, false),
                new Evaluation(10, Map.of("accuracy", score), 1, 1),
                Path.of("pack"));
    }
}
