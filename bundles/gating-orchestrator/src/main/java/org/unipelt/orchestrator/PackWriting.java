package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;

/** Writes packs with every option of their services written out, and the bundles that these came from. */
record PackWriting(Services services, PackStore packs) {
    /** Noted in a pack: the methods that were there, chosen or not. Those that come later are the ones that may join. */
    static final String PRESENT = "methods_present";

    /** What writes packs of a composition. */
    GraphTraining.Saver saver(Composition composition, Recipe recipe) {
        Map<String, Object> state =
                recipe.head() == null ? Map.of() : recipe.head().state();
        return (folder, weights, results) -> write(folder, composition, recipe, state, weights, results);
    }

    void write(
            Path folder,
            Composition composition,
            Recipe recipe,
            Map<String, Object> taskState,
            Map<String, TensorData> weights,
            Map<String, Object> results) {
        Map<String, Object> noted = new LinkedHashMap<>(results);
        noted.putIfAbsent( // a pack that is made of another lets join what that one did
                PRESENT,
                services.methods.usable(method -> !services.methods.broken(method)).stream()
                        .map(ServiceTable.Entry::name)
                        .sorted()
                        .toList());
        packs.write(
                folder,
                new Pack(
                        Tasks.written(services, composition, recipe),
                        taskState,
                        weights,
                        bundles(composition, recipe),
                        noted));
    }

    private Map<String, String> bundles(Composition composition, Recipe recipe) {
        Map<String, String> bundles = new LinkedHashMap<>();
        recipe.methods().forEach(m -> services.methods
                .find(m.method())
                .ifPresent(e -> bundles.put("method " + m.method(), origin(e))));
        services.tasks.find(Tasks.type(composition)).ifPresent(e -> bundles.put("task " + e.name(), origin(e)));
        return bundles;
    }

    private static String origin(ServiceTable.Entry<?> entry) {
        return entry.bundle().getSymbolicName() + " " + entry.bundle().getVersion();
    }
}
