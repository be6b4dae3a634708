package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * Sites with the options that each has, as few method entries: one for all kinds of site that have the same options in the
 * same layers; where a model's halves differ, one for each half.
 */
final class SiteGroups<O> {

    /**
     * Where in the model sites are.
     *
     * @param stage the half of the model; null for all of it
     * @param layers the layers as a composition names them; null for all
     */
    record Place(Stage stage, String layers) {
        /** Adds what a method's entry says of it. */
        void into(Map<String, Object> entry) {
            if (stage != null) {
                entry.put(Entries.STAGES, List.of(stage.word()));
            }
            if (layers != null) {
                entry.put(Entries.LAYERS, layers);
            }
        }
    }

    /**
     * One entry of methods.
     *
     * @param options what its sites have in common
     * @param kinds its targets
     * @param place where they are
     * @param sites its sites
     */
    record Group<O>(O options, List<SiteKind> kinds, Place place, List<Site> sites) {
        /** The entry's options with its place and, if wanted, its targets. */
        Map<String, Object> entry(Map<String, Object> own, boolean targets) {
            Map<String, Object> entry = new LinkedHashMap<>(own);
            if (targets) {
                entry.put(Entries.TARGETS, Entries.words(kinds));
            }
            place.into(entry);
            return entry;
        }
    }

    private record Key<O>(O options, Place place) {}

    private final Map<Site, O> sites = new LinkedHashMap<>();

    void put(Site site, O options) {
        sites.put(site, options);
    }

    /**
     * The entries.
     *
     * @param model where the same kinds stand elsewhere too
     */
    List<Group<O>> groups(ModelParts model) {
        Map<SiteKind, Map<O, List<Site>>> byKind = new LinkedHashMap<>();
        sites.forEach((site, options) -> byKind.computeIfAbsent(site.kind(), k -> new LinkedHashMap<>())
                .computeIfAbsent(options, o -> new ArrayList<>())
                .add(site));
        Map<Key<O>, List<Site>> byKey = new LinkedHashMap<>();
        byKind.forEach((kind, byOptions) -> byOptions.forEach((options, chosen) -> places(
                        model.sites(Set.of(kind)), chosen)
                .forEach((place, part) -> byKey.computeIfAbsent(new Key<>(options, place), k -> new ArrayList<>())
                        .addAll(part))));
        return byKey.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static <O> Group<O> group(Key<O> key, List<Site> chosen) {
        Set<SiteKind> kinds = chosen.stream().map(Site::kind).collect(Collectors.toCollection(LinkedHashSet::new));
        return new Group<>(key.options(), List.copyOf(kinds), key.place(), List.copyOf(chosen));
    }

    /** The chosen ones of all sites of a kind by their place: together where the same layers say it in both halves. */
    private static Map<Place, List<Site>> places(List<Site> all, List<Site> chosen) {
        Optional<Place> together = place(null, all, chosen);
        if (together.isPresent()) {
            return Map.of(together.get(), chosen);
        }
        Map<Place, List<Site>> halves = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            List<Site> part = of(stage, chosen);
            if (!part.isEmpty()) {
                halves.put(place(stage, of(stage, all), part).orElseThrow(), part);
            }
        }
        return halves;
    }

    private static List<Site> of(Stage stage, List<Site> sites) {
        return sites.stream().filter(site -> site.stage() == stage).toList();
    }

    /** Empty where the chosen layers mean more than the chosen sites. */
    private static Optional<Place> place(Stage stage, List<Site> all, List<Site> chosen) {
        if (chosen.size() == all.size()) {
            return Optional.of(new Place(stage, null));
        }
        Set<Integer> numbers = chosen.stream().map(Site::layer).collect(Collectors.toCollection(TreeSet::new));
        long meant = all.stream().filter(site -> numbers.contains(site.layer())).count();
        return meant == chosen.size()
                ? Optional.of(
                        new Place(stage, numbers.stream().map(String::valueOf).collect(Collectors.joining(","))))
                : Optional.empty();
    }
}
