package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/**
 * Sites with the options that each has, as few method entries: one for all kinds of site that have the same options in the
 * same layers.
 */
final class SiteGroups<O> {

    /**
     * One entry of methods.
     *
     * @param options what its sites have in common
     * @param kinds its targets
     * @param layers its layers as a composition names them; null for all
     * @param sites its sites
     */
    record Group<O>(O options, List<SiteKind> kinds, String layers, List<Site> sites) {
        /** The entry's options with its layers and, if wanted, its targets. */
        Map<String, Object> entry(Map<String, Object> own, boolean targets) {
            Map<String, Object> entry = new LinkedHashMap<>(own);
            if (targets) {
                entry.put(Entries.TARGETS, Entries.words(kinds));
            }
            if (layers != null) {
                entry.put(Entries.LAYERS, layers);
            }
            return entry;
        }
    }

    private record Key<O>(O options, String layers) {}

    private final Map<Site, O> sites = new LinkedHashMap<>();

    void put(Site site, O options) {
        sites.put(site, options);
    }

    boolean isEmpty() {
        return sites.isEmpty();
    }

    /**
     * The entries.
     *
     * @param model where the same kinds stand elsewhere too
     * @param where what to name if a choice of sites cannot be written
     * @throws ConfigurationException if the halves of a model are chosen differently
     */
    List<Group<O>> groups(ModelParts model, String where) {
        Map<SiteKind, Map<O, List<Site>>> byKind = new LinkedHashMap<>();
        sites.forEach((site, options) -> byKind.computeIfAbsent(site.kind(), k -> new LinkedHashMap<>())
                .computeIfAbsent(options, o -> new ArrayList<>())
                .add(site));
        Map<Key<O>, List<Site>> byKey = new LinkedHashMap<>();
        byKind.forEach((kind, byOptions) -> byOptions.forEach((options, chosen) -> byKey.computeIfAbsent(
                        new Key<>(options, layers(model, kind, chosen, where)), k -> new ArrayList<>())
                .addAll(chosen)));
        return byKey.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static <O> Group<O> group(Key<O> key, List<Site> chosen) {
        Set<SiteKind> kinds = chosen.stream().map(Site::kind).collect(Collectors.toCollection(LinkedHashSet::new));
        return new Group<>(key.options(), List.copyOf(kinds), key.layers(), List.copyOf(chosen));
    }

    private static String layers(ModelParts model, SiteKind kind, List<Site> chosen, String where) {
        List<Site> all = model.sites(Set.of(kind));
        if (chosen.size() == all.size()) {
            return null;
        }
        Set<Integer> numbers = chosen.stream().map(Site::layer).collect(Collectors.toCollection(TreeSet::new));
        long meant = all.stream().filter(site -> numbers.contains(site.layer())).count();
        if (meant != chosen.size()) {
            throw new ConfigurationException(
                    where,
                    "it holds " + kind.word() + " in other layers of the encoder than of the decoder",
                    "Import an adapter that chooses the same layers in both");
        }
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
