package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution.Side;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** The scales of (IA)^3, which both libraries save in their own way. */
final class Scales {
    private final Map<Site, TensorData> values = new LinkedHashMap<>();
    private final SiteGroups<Side> groups = new SiteGroups<>();

    /** @param scale one factor for each feature of the side */
    void put(Site site, Side side, TensorData scale) {
        values.put(site, Tensors.shaped(scale, scale.floats().length));
        groups.put(site, side);
    }

    /** Adds one method for each choice of layers. */
    void into(Draft draft, ModelParts model) {
        Map<SiteGroups.Place, List<SiteGroups.Group<Side>>> byPlace = new LinkedHashMap<>();
        groups.groups(model).forEach(group -> byPlace.computeIfAbsent(group.place(), place -> new ArrayList<>())
                .add(group));
        byPlace.values().forEach(same -> add(draft, same));
    }

    private void add(Draft draft, List<SiteGroups.Group<Side>> same) {
        List<SiteKind> kinds = same.stream().flatMap(g -> g.kinds().stream()).toList();
        List<Site> sites = same.stream().flatMap(g -> g.sites().stream()).toList();
        List<SiteKind> inputs = same.stream()
                .filter(group -> group.options() == Side.INPUT)
                .flatMap(group -> group.kinds().stream())
                .toList();
        var all = new SiteGroups.Group<>(Side.OUTPUT, kinds, same.get(0).place(), sites);
        String name = draft.add(Entries.IA3, all.entry(Entries.ia3(inputs), true), false);
        sites.forEach(site -> draft.weight(name + "." + site.name() + ".scale", values.get(site)));
    }
}
