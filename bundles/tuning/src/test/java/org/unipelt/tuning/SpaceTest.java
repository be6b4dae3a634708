package org.unipelt.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.unipelt.api.client.Composition;

class SpaceTest {
    private static final List<String> ACTIVE = List.of("adapter", "bitfit", "lora", "prefix-tuning", "third-party");

    @Test
    void candidatesDifferAndTheSameSeedDrawsTheSame() {
        Space space = Space.of(ACTIVE);
        List<Candidate> candidates = space.candidates(1, 40);
        assertEquals(40, Set.copyOf(candidates).size());
        assertEquals(candidates, space.candidates(1, 40));
        assertEquals(candidates.subList(0, 10), space.candidates(1, 10));
        assertNotEquals(candidates, space.candidates(2, 40));
    }

    @Test
    void allThatAreActiveTakePartAndNoOther() {
        Set<Object> names = names(Space.of(ACTIVE).candidates(1, 60));
        assertEquals(Set.copyOf(ACTIVE), names);
        assertEquals(Set.of("lora"), names(Space.of(List.of("lora")).candidates(1, 60)));
    }

    @Test
    void aMethodThatIsNotKnownTakesPartWithItsDefaults() {
        assertTrue(Space.of(ACTIVE).candidates(1, 60).stream()
                .anyMatch(candidate -> candidate.methods().equals(List.of(Map.of("method", "third-party")))));
    }

    @Test
    void methodsThatAUserChoseKeepTheirOptions() {
        List<Map<String, Object>> chosen =
                List.of(Map.of("method", "lora", "r", 3), Map.of("method", "adapter", "bottleneck", 7));
        List<Candidate> candidates = Space.of(List.of()).candidates(chosen, 1, 30);
        assertTrue(candidates.stream().anyMatch(candidate -> candidate.methods().equals(chosen)));
        Set<Map<String, Object>> seen = new HashSet<>();
        candidates.forEach(candidate -> seen.addAll(candidate.methods()));
        assertEquals(Set.copyOf(chosen), seen);
    }

    @Test
    void whatIsFixedIsThatOfEachCandidateAndNoneIsThereTwice() {
        List<Map<String, Object>> chosen = List.of(Map.of("method", "lora"), Map.of("method", "adapter"));
        Composition fixed = composition(chosen, Map.of("network", "recurrent"), Map.of("learning_rate", "auto"));
        List<Candidate> candidates = Space.of(ACTIVE).within(fixed).candidates(chosen, 1, 30);
        assertEquals(
                Set.of(
                        new Candidate(chosen, Map.of("network", "recurrent"), "auto"),
                        new Candidate(List.of(chosen.get(0)), Map.of(), "auto"),
                        new Candidate(List.of(chosen.get(1)), Map.of(), "auto")),
                Set.copyOf(candidates));
        assertEquals(3, candidates.size());
        assertTrue(Space.of(ACTIVE).within(fixed).candidates(1, 30).stream()
                .allMatch(candidate -> candidate.rate().equals("auto")
                        && (candidate.methods().size() == 1
                                ? candidate.gating().isEmpty()
                                : candidate.gating().equals(fixed.gating()))));
    }

    @Test
    void aSingleMethodThatWasChosenIsGatedAsItSays() {
        List<Map<String, Object>> lora = List.of(Map.of("method", "lora"));
        for (Map<String, Object> gating : List.of(Map.<String, Object>of(), Map.<String, Object>of("scope", "layer"))) {
            Composition fixed = composition(lora, gating, Map.of("learning_rate", 0.5));
            assertEquals(
                    List.of(new Candidate(lora, gating, 0.5)),
                    Space.of(List.of()).within(fixed).candidates(lora, 1, 30));
        }
    }

    @Test
    void aCandidateIsComposedAsItIsTold() {
        Composition fixed = composition(List.of(), Map.of("network", "recurrent"), Map.of("batch_size", 4));
        Candidate candidate = new Candidate(List.of(Map.of("method", "lora")), Map.of(), 0.1);
        Composition around = candidate.around(fixed, 6);
        assertEquals(candidate.methods(), around.methods());
        assertEquals(Map.of(), around.gating());
        assertEquals(0.1, around.training().get("learning_rate"));
        assertEquals(4, around.training().get("batch_size"));
        assertEquals(6, around.training().get("epochs"));
    }

    @Test
    void aCandidateIsToldInALine() {
        Candidate union = new Candidate(
                List.of(new java.util.TreeMap<>(Map.of("method", "lora", "r", 8)), Map.of("method", "bitfit")),
                Map.of("network", "feed-forward", "normalisation", "softmax"),
                0.0005);
        assertEquals("lora (r 8) + bitfit, softmax gates, rate 0.0005", union.title());
    }

    private static Composition composition(
            List<Map<String, Object>> methods, Map<String, Object> gating, Map<String, Object> training) {
        return Composition.of(Map.of("methods", methods, "gating", gating, "training", training), "test");
    }

    private static Set<Object> names(List<Candidate> candidates) {
        return candidates.stream()
                .flatMap(candidate -> candidate.methods().stream())
                .map(method -> method.get("method"))
                .collect(Collectors.toSet());
    }
}
