package org.unipelt.interchange;

import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.options.Nearest;

/** Services of one kind by the name that users write, while they come and go. Thread-safe. */
final class Named<S> {
    private final String kind;
    private final String property;
    private final Map<S, String> names = new ConcurrentHashMap<>();

    /**
     * @param kind what they are, for messages
     * @param property the service property that holds the name
     */
    Named(String kind, String property) {
        this.kind = kind;
        this.property = property;
    }

    void add(S service, Map<String, Object> properties) {
        names.put(service, String.valueOf(properties.get(property)));
    }

    void remove(S service) {
        names.remove(service);
    }

    /** @throws UnavailableException if there is none of this name */
    S require(String name) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new UnavailableException(
                        kind + " '" + name + "'",
                        "no active bundle provides it. " + Nearest.hint(name, new TreeSet<>(names.values())),
                        "'unipelt modules' lists what there is; start or install the bundle that provides it"));
    }
}
