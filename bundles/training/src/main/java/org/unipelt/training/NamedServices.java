package org.unipelt.training;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.options.Nearest;

/** Services that come and go, found by the name that users write. Thread-safe. */
final class NamedServices<S> {
    private final String kind;
    private final String property;
    private final Map<S, Map<String, Object>> services = new ConcurrentHashMap<>();

    /**
     * No services yet.
     *
     * @param kind what they are, for messages
     * @param property the service property that holds the name
     */
    NamedServices(String kind, String property) {
        this.kind = kind;
        this.property = property;
    }

    void add(S service, Map<String, Object> properties) {
        services.put(service, Map.copyOf(properties));
    }

    void remove(S service) {
        services.remove(service);
    }

    /**
     * The service of this name; where two have it, the one that the framework ranks higher.
     *
     * @throws UnavailableException if there is none
     */
    S find(String name) {
        return services.entrySet().stream()
                .filter(entry -> name.equals(entry.getValue().get(property)))
                .max(Comparator.comparingInt((Map.Entry<S, Map<String, Object>> entry) -> ranking(entry.getValue()))
                        .thenComparing(entry -> id(entry.getValue()), Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new UnavailableException(
                        kind + " '" + name + "'",
                        "no active bundle provides it. " + Nearest.hint(name, names().toList()),
                        "'unipelt modules' lists what there is; start or install the bundle that provides it"));
    }

    private Stream<String> names() {
        return services.values().stream()
                .map(properties -> properties.get(property))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .sorted();
    }

    private static int ranking(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    private static long id(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_ID) instanceof Long id ? id : Long.MAX_VALUE;
    }
}
