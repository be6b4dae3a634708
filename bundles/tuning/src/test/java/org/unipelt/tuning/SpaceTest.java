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
        List<Candidate> candidates = Space.ofChosen(chosen, 1, 30);
        assertTrue(candidates.stream().anyMatch(candidate -> candidate.methods().equals(chosen)));
        Set<Map<String, Object>> seen = new HashSet<>();
        candidates.forEach(candidate -> seen.addAll(candidate.methods()));
        assertEquals(Set.copyOf(chosen), seen);
    }

    @Test
    void aCandidateKeepsWhatIsFixed() {
        Composition fixed = Composition.of(
                Map.of(
                        "training",
                        Map.of("learning_rate", 0.5, "batch_size", 4),
                        "gating",
                        Map.of("network", "recurrent")),
                "test");
        Candidate candidate = new Candidate(
                List.of(Map.of("method", "lora"), Map.of("method", "adapter")), Map.of("network", "none"), 0.1);
        Composition around = candidate.around(fixed, 6);
        assertEquals(candidate.methods(), around.methods());
        assertEquals(Map.of("network", "recurrent"), around.gating());
        assertEquals(0.5, around.training().get("learning_rate"));
        assertEquals(4, around.training().get("batch_size"));
        assertEquals(6, around.training().get("epochs"));
        Composition free = candidate.around(Composition.of(Map.of(), "test"), 6);
        assertEquals(Map.of("network", "none"), free.gating());
        assertEquals(0.1, free.training().get("learning_rate"));
    }

    @Test
    void aCandidateIsToldInALine() {
        Candidate union = new Candidate(
                List.of(new java.util.TreeMap<>(Map.of("method", "lora", "r", 8)), Map.of("method", "bitfit")),
                Map.of("network", "feed-forward", "normalisation", "softmax"),
                0.002);
        assertEquals("lora (r 8) + bitfit, softmax gates, rate 0.002", union.title());
    }

    private static Set<Object> names(List<Candidate> candidates) {
        return candidates.stream()
                .flatMap(candidate -> candidate.methods().stream())
                .map(method -> method.get("method"))
                .collect(Collectors.toSet());
    }
}
