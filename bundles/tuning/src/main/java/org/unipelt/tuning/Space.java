package org.unipelt.tuning;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.unipelt.api.client.Composition;

/**
 * What candidates are drawn from. Which sizes are worth trying is data of this bundle (space.json); a method that it does not
 * know takes part with its default options.
 *
 * @param methods for each method the values of its keys
 * @param unions methods that are tried together
 * @param gating how unions are weighed
 * @param rates the highest learning rates, as a configuration writes them
 */
record Space(
        Map<String, Map<String, List<Object>>> methods,
        List<List<String>> unions,
        List<Map<String, Object>> gating,
        List<Object> rates) {
    /** No space has so many candidates that a draw would find no new one in as many tries. */
    private static final int TRIES = 1000;

    /** What space.json holds. */
    private record Described(
            Map<String, Map<String, List<Object>>> methods,
            List<List<String>> unions,
            List<Map<String, Object>> gating,
            List<Object> learning_rates) {}

    /** The space of all methods that are there. */
    static Space of(List<String> active) {
        Described described = described();
        Map<String, Map<String, List<Object>>> methods = new LinkedHashMap<>();
        described.methods().forEach((name, keys) -> {
            if (active.contains(name)) {
                methods.put(name, keys);
            }
        });
        active.forEach(name -> methods.putIfAbsent(name, Map.of()));
        return new Space(
                methods,
                described.unions().stream().filter(active::containsAll).toList(),
                described.gating(),
                described.learning_rates());
    }

    /**
     * The part of it where the gating and the learning rate are those that a composition has, if it has them. A single method
     * that it has alone is not gated unless it says so.
     */
    Space within(Composition fixed) {
        Object rate = fixed.training().get("learning_rate");
        boolean free = fixed.gating().isEmpty() && fixed.methods().size() != 1;
        return new Space(
                methods, unions, free ? gating : List.of(fixed.gating()), rate == null ? rates : List.of(rate));
    }

    /** Candidates of methods that a user chose, with their options: all of them together, and each alone. */
    List<Candidate> candidates(List<Map<String, Object>> chosen, int seed, int most) {
        Random random = new Random(seed);
        Set<Candidate> candidates = new LinkedHashSet<>();
        for (int i = 0; i < TRIES && candidates.size() < most; i++) {
            boolean alone = chosen.size() > 1 && i % 3 == 2;
            candidates.add(new Candidate(
                    alone ? List.of(any(chosen, random)) : List.copyOf(chosen),
                    alone ? Map.of() : any(gating, random),
                    any(rates, random)));
        }
        return List.copyOf(candidates);
    }

    /**
     * Candidates, all different: the same for the same seed, and the first of more are those of fewer. Unions, which the
     * framework is for, and single methods come in turns.
     */
    List<Candidate> candidates(int seed, int most) {
        Random random = new Random(seed);
        Set<Candidate> candidates = new LinkedHashSet<>();
        List<String> names = List.copyOf(methods.keySet());
        for (int i = 0; i < TRIES && candidates.size() < most; i++) {
            boolean union = i % 2 == 0 && !unions.isEmpty();
            List<String> chosen = union ? any(unions, random) : List.of(names.get((i / 2) % names.size()));
            List<Map<String, Object>> some = new ArrayList<>();
            chosen.forEach(name -> some.add(sized(name, random)));
            candidates.add(
                    new Candidate(List.copyOf(some), union ? any(gating, random) : Map.of(), any(rates, random)));
        }
        return List.copyOf(candidates);
    }

    private Map<String, Object> sized(String name, Random random) {
        Map<String, Object> method = new LinkedHashMap<>();
        method.put("method", name);
        methods.get(name).forEach((key, values) -> method.put(key, any(values, random)));
        return method;
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static Described described() {
        try (InputStream in = Space.class.getResourceAsStream("space.json")) {
            return JsonMapper.builder().build().readValue(in, new TypeReference<Described>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle's own space.json", e);
        }
    }
}
