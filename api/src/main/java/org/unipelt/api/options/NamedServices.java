package org.unipelt.api.options;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.UnavailableException;

/**
 * Services of one kind by the name that users write, while they come and go: to be filled by a component's bind and unbind
 * methods. Of two with one name the framework's ranking decides, then the older one. Thread-safe.
 *
 * @param <S> the services' type
 */
@ProviderType
public final class NamedServices<S> {
    // the words of org.osgi.framework.Constants, which clients of this package need not have
    private static final String RANKING = "service.ranking";
    private static final String ID = "service.id";

    private record Entry<S>(S service, String name, int ranking, long id, Map<String, ?> properties) {}

    private final String kind;
    private final String property;
    private final Map<S, Entry<S>> entries = new ConcurrentHashMap<>();

    /**
     * No services yet.
     *
     * @param kind what one of them is called in messages, such as {@code "optimiser"}
     * @param property the service property that holds the name, such as {@code "pelt.optimiser"}
     */
    public NamedServices(String kind, String property) {
        this.kind = kind;
        this.property = property;
    }

    /**
     * Takes up a service; one that has no name, or an empty one, is left aside, since nobody can ask for it.
     *
     * @param properties the service's, as the framework gives them
     */
    public void add(S service, Map<String, ?> properties) {
        if (properties.get(property) instanceof String name && !name.isBlank()) {
            int ranking = properties.get(RANKING) instanceof Integer given ? given : 0;
            long id = properties.get(ID) instanceof Long given ? given : Long.MAX_VALUE;
            entries.put(service, new Entry<>(service, name, ranking, id, Map.copyOf(properties)));
        }
    }

    /** Lets a service go; one that is not here is no error. */
    public void remove(S service) {
        entries.remove(service);
    }

    /** The names of all, sorted. */
    public List<String> names() {
        return ranked().map(Entry::name).distinct().sorted().toList();
    }

    /** The service of this name, if there is one. */
    public Optional<S> find(String name) {
        return entry(name).map(Entry::service);
    }

    private Optional<Entry<S>> entry(String name) {
        return ranked().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /**
     * The service of this name.
     *
     * @throws UnavailableException if there is none: it names the nearest that is there, and the remedy
     */
    public S require(String name) {
        return required(name).service();
    }

    /**
     * The options of the service of this name, with the defaults that an administrator set among its properties.
     *
     * @param declared gives a service's own options
     * @throws UnavailableException as {@link #require}
     * @throws ConfigurationException if a default does not fit its option
     */
    public OptionSchema options(String name, Function<S, OptionSchema> declared) {
        Entry<S> entry = required(name);
        return declared.apply(entry.service()).withDefaults(entry.properties(), "configuration of '" + name + "'");
    }

    private Entry<S> required(String name) {
        return entry(name)
                .orElseThrow(() -> new UnavailableException(
                        kind + " '" + name + "'",
                        "no active bundle provides it. " + Nearest.hint(name, names()),
                        "'unipelt modules' lists what there is; start or install the bundle that provides it"));
    }

    private Stream<Entry<S>> ranked() {
        Comparator<Entry<S>> highest =
                Comparator.comparingInt(Entry<S>::ranking).reversed();
        return entries.values().stream().sorted(highest.thenComparingLong(Entry::id));
    }
}
