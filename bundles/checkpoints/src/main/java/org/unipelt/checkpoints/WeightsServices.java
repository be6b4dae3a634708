package org.unipelt.checkpoints;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.unipelt.api.model.ModelFiles;

/** The models that bundles bring, as they come and go. Thread-safe. */
final class WeightsServices {
    private static final String NAME = "pelt.weights";

    private final Map<ModelFiles, Map<String, Object>> services = new ConcurrentHashMap<>();

    void add(ModelFiles files, Map<String, Object> properties) {
        services.put(files, Map.copyOf(properties));
    }

    void remove(ModelFiles files) {
        services.remove(files);
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        services.values().forEach(properties -> {
            if (properties.get(NAME) instanceof String name) {
                names.add(name);
            }
        });
        return names;
    }

    /** The model of this name; where two bundles bring it, the one that the framework ranks higher. */
    Optional<ModelFiles> find(String name) {
        return services.entrySet().stream()
                .filter(service -> name.equals(service.getValue().get(NAME)))
                .max(Comparator.comparingInt(WeightsServices::ranking)
                        .thenComparing(WeightsServices::id, Comparator.reverseOrder()))
                .map(Map.Entry::getKey);
    }

    /** The bundle that brings a model. */
    String origin(String name) {
        Bundle bundle = find(name)
                .map(files -> FrameworkUtil.getBundle(files.getClass()))
                .orElse(null);
        return bundle == null ? "the class path" : bundle.getSymbolicName();
    }

    private static int ranking(Map.Entry<ModelFiles, Map<String, Object>> service) {
        return service.getValue().get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    private static long id(Map.Entry<ModelFiles, Map<String, Object>> service) {
        return service.getValue().get(Constants.SERVICE_ID) instanceof Long id ? id : Long.MAX_VALUE;
    }
}
