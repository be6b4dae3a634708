package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;

/**
 * A pack that loses contributions.
 *
 * @param composition with the sites named that its methods have left
 * @param recipe of the composition before
 * @param plan of the composition before
 * @param weights by name; those of contributions that are gone are dropped when it is written
 * @param removed what is gone, by method and site
 * @param kept what was looked at and stays, with the reason
 */
record Reducible(
        Composition composition,
        Recipe recipe,
        Plan plan,
        Map<String, TensorData> weights,
        List<String> removed,
        List<String> kept) {

    /** What a method gives at a site. */
    record Place(String method, Site site) {
        String name() {
            return method + "." + site.name();
        }
    }

    /** Everything that methods give, by method and site. */
    Map<Place, List<Plan.Placed>> places() {
        Map<Place, List<Plan.Placed>> places = new LinkedHashMap<>();
        plan.contributions()
                .forEach((site, placed) -> placed.forEach(
                        p -> places.computeIfAbsent(new Place(p.method(), site), key -> new ArrayList<>())
                                .add(p)));
        return places;
    }

    /** Numbers in the pack, copies of the base model's weights not counted. */
    long size() {
        return plan.deployed().values().stream()
                .flatMap(List::stream)
                .mapToLong(Parameter::size)
                .sum();
    }

    /** The same without what stands at these places; methods that stand nowhere any more are left out. */
    Reducible without(Set<Place> gone, Map<String, TensorData> newWeights, List<String> reasons) {
        List<Map<String, Object>> methods = new ArrayList<>();
        for (Recipe.Method method : recipe.methods()) {
            Set<String> left = new TreeSet<>(method.entry().without());
            boolean stands = false;
            for (Place place : places().keySet()) {
                if (place.method().equals(method.name())) {
                    stands |= !gone.contains(place);
                    if (gone.contains(place)) {
                        left.add(place.site().name());
                    }
                }
            }
            if (stands) {
                Map<String, Object> entry = new LinkedHashMap<>(method.toMap());
                if (!left.isEmpty()) {
                    entry.put("without", List.copyOf(left));
                }
                methods.add(entry);
            }
        }
        return new Reducible(
                composition.withMethods(methods),
                recipe,
                plan,
                newWeights,
                gone.stream().map(Place::name).sorted().toList(),
                reasons);
    }
}
