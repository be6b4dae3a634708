package org.unipelt.orchestrator;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Failures;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;

/**
 * The services of one kind that are there now, by the name that users write. Of two with one name the framework's ranking
 * decides; the other waits as a duplicate. A service that failed is out until its bundle registers it anew, but not where it
 * works for others.
 */
final class ServiceTable<T> {

    /**
     * A service.
     *
     * @param id the framework's number for this registration
     * @param properties its service properties, among them an administrator's defaults
     * @param ours the keys beside its own that compositions read themselves
     */
    record Entry<T>(
            String name,
            T service,
            long id,
            ServiceReference<T> reference,
            Bundle bundle,
            Map<String, Object> properties,
            Set<String> ours) {

        /**
         * The service's schema with the defaults that an administrator set.
         *
         * @throws ConfigurationException if it declares a key that compositions read themselves
         */
        OptionSchema schema(OptionSchema declared) {
            for (String key : ours) {
                if (declared.declares(key)) {
                    throw new ConfigurationException(
                            "'" + name + "'",
                            "it declares the option '" + key + "', which compositions read themselves",
                            "Its bundle must name the option otherwise");
                }
            }
            return declared.withDefaults(properties, "configuration of '" + name + "'");
        }
    }

    /** Asks a service for its schema; kinds without one give an empty schema. */
    interface Schemas<T> {
        OptionSchema of(T service);
    }

    private static final String BROKEN = "broken";

    private final String kind;
    private final String property;
    private final Schemas<T> schemas;
    private final Set<String> ours;
    private final Map<Long, Entry<T>> entries = new ConcurrentHashMap<>();
    private final Map<Long, String> failures = new ConcurrentHashMap<>();
    private final Map<Long, String> accusations = new ConcurrentHashMap<>();
    private final Set<Long> working = ConcurrentHashMap.newKeySet();
    private final Map<Long, Bundle> nameless = new ConcurrentHashMap<>();
    private final Map<String, String> lastBundle = new ConcurrentHashMap<>();

    /**
     * @param kind what to call it in messages
     * @param property the service property that holds the name
     * @param ours the keys beside a service's own that compositions read themselves
     */
    ServiceTable(String kind, String property, Schemas<T> schemas, Set<String> ours) {
        this.kind = kind;
        this.property = property;
        this.schemas = schemas;
        this.ours = ours;
    }

    void add(ServiceReference<T> reference, T service) {
        Object name = reference.getProperty(property);
        if (name instanceof String text && !text.isBlank()) {
            Map<String, Object> properties = new HashMap<>();
            for (String key : reference.getPropertyKeys()) {
                properties.put(key, reference.getProperty(key));
            }
            long id = id(reference);
            entries.put(id, new Entry<>(text, service, id, reference, reference.getBundle(), properties, ours));
            lastBundle.put(text, reference.getBundle().getSymbolicName());
        } else {
            nameless.put(id(reference), reference.getBundle());
        }
    }

    private static long id(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    /** All entries, those that the framework ranks highest first; a ranking may change while a service is there. */
    private List<Entry<T>> ranked() {
        Comparator<Entry<T>> ranking = Comparator.comparing(Entry::reference);
        return entries.values().stream().sorted(ranking.reversed()).toList();
    }

    void remove(ServiceReference<T> reference) {
        long id = id(reference);
        entries.remove(id);
        nameless.remove(id);
        failures.remove(id);
        accusations.remove(id);
        working.remove(id);
    }

    /** The service of this name that is in force. */
    Optional<Entry<T>> find(String name) {
        return usable().stream().filter(e -> e.name().equals(name)).findFirst();
    }

    /** @throws UnavailableException that names what is missing, why, and the nearest that is there */
    Entry<T> require(String name) {
        return find(name)
                .orElseThrow(() -> new UnavailableException(kind + " '" + name + "'", whyMissing(name), remedy(name)));
    }

    /** Why no service of this name is in force. */
    String whyMissing(String name) {
        for (Entry<T> entry : ranked()) {
            String failure = failures.get(entry.id());
            if (entry.name().equals(name) && failure != null) {
                return failure;
            }
        }
        String bundle = lastBundle.get(name);
        return bundle == null
                ? "no active bundle gives it"
                : "bundle " + bundle + ", which gave it, is stopped or uninstalled";
    }

    private String remedy(String name) {
        return lastBundle.containsKey(name)
                ? "Start the bundle again"
                : Nearest.hint(
                        name, usable().stream().map(Entry::name).distinct().toList());
    }

    /** The services in force, by name. */
    List<Entry<T>> usable() {
        return List.copyOf(inForce(ranked()).values());
    }

    private Map<String, Entry<T>> inForce(List<Entry<T>> ranked) {
        Map<String, Entry<T>> byName = new TreeMap<>();
        for (Entry<T> entry : ranked) {
            if (!failures.containsKey(entry.id())) {
                byName.putIfAbsent(entry.name(), entry);
            }
        }
        return byName;
    }

    /** Takes a service out of force until its bundle registers it anew; false if it is out already, or works elsewhere. */
    boolean fail(long id, String reason) {
        return !working.contains(id) && failures.putIfAbsent(id, reason) == null;
    }

    /** Notes that a service fails where nobody has asked for it: it is listed as broken while it works nowhere. */
    void accuse(long id, String reason) {
        accusations.putIfAbsent(id, reason);
    }

    /** Notes that a service works somewhere. */
    void works(long id) {
        working.add(id);
    }

    List<ModuleInfo> infos() {
        List<Entry<T>> ranked = ranked();
        Map<String, Entry<T>> inForce = inForce(ranked);
        return Stream.concat(
                        ranked.stream().map(entry -> info(entry, inForce.get(entry.name()))),
                        nameless.values().stream().map(this::nameless))
                .toList();
    }

    private ModuleInfo nameless(Bundle bundle) {
        return new ModuleInfo(
                kind,
                bundle.getSymbolicName(),
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                BROKEN,
                "its service has no name, which is the property '" + property + "': write @Pelt"
                        + kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1) + " at its class",
                List.of());
    }

    /** @param winner the service of this name that is in force; null where all have failed */
    private ModuleInfo info(Entry<T> entry, Entry<T> winner) {
        String failure =
                failures.getOrDefault(entry.id(), working.contains(entry.id()) ? null : accusations.get(entry.id()));
        if (failure != null || winner == null) {
            return info(entry, BROKEN, failure == null ? "it has just failed" : failure);
        }
        return winner == entry
                ? info(entry, "active", "")
                : info(
                        entry,
                        "duplicate",
                        "bundle " + winner.bundle().getSymbolicName() + " gives '" + entry.name()
                                + "' already; stop one of the two");
    }

    /** A service whose options cannot be told, by itself or by what an administrator set, is broken. */
    private ModuleInfo info(Entry<T> entry, String state, String reason) {
        try {
            return info(
                    entry,
                    state,
                    reason,
                    entry.schema(schemas.of(entry.service())).options());
        } catch (RuntimeException | LinkageError e) {
            return info(entry, BROKEN, Failures.reason(e), List.of());
        }
    }

    private ModuleInfo info(Entry<T> entry, String state, String reason, List<Option> options) {
        return new ModuleInfo(
                kind,
                entry.name(),
                entry.bundle().getSymbolicName(),
                entry.bundle().getVersion().toString(),
                state,
                reason,
                options);
    }
}
