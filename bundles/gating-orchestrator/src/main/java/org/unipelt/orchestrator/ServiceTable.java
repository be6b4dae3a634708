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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
 * decides; the other waits as a duplicate.
 */
final class ServiceTable<T> {

    /**
     * A service.
     *
     * @param id the framework's number for this registration
     * @param added another number for each time that it came or changed
     * @param declared gives its schema
     * @param properties its service properties, among them an administrator's defaults
     */
    record Entry<T>(
            String name,
            T service,
            long id,
            long added,
            ServiceReference<T> reference,
            Bundle bundle,
            Supplier<OptionSchema> declared,
            Map<String, Object> properties) {

        /**
         * The service's schema with the defaults that an administrator set.
         *
         * @throws ConfigurationException if it cannot tell its schema, or declares a key that compositions read themselves
         */
        OptionSchema schema() {
            return declared.get().withDefaults(properties, "configuration of '" + name + "'");
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
    private final AtomicLong additions = new AtomicLong();
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
            Entry<T> before = entries.put(
                    id,
                    new Entry<>(
                            text,
                            service,
                            id,
                            additions.incrementAndGet(),
                            reference,
                            reference.getBundle(),
                            () -> declared(text, service),
                            properties));
            forget(before); // another configuration may do better, or worse
            lastBundle.put(text, reference.getBundle().getSymbolicName());
        } else {
            nameless.put(id(reference), reference.getBundle());
        }
    }

    private OptionSchema declared(String name, T service) {
        String thing = kind + " '" + name + "'";
        OptionSchema declared = Blame.onBundle(thing, () -> schemas.of(service));
        for (String key : ours) {
            if (declared.declares(key)) {
                throw new ConfigurationException(
                        thing,
                        "it declares the option '" + key + "', which compositions read themselves",
                        "Its bundle must name the option otherwise");
            }
        }
        return declared;
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
        nameless.remove(id);
        forget(entries.remove(id));
    }

    private void forget(Entry<T> entry) {
        if (entry != null) {
            accusations.remove(entry.added());
            working.remove(entry.added());
        }
    }

    private boolean there(long added) {
        return entries.values().stream().anyMatch(entry -> entry.added() == added);
    }

    /** The service of this name that is in force. */
    Optional<Entry<T>> find(String name) {
        return find(name, entry -> true);
    }

    /** The one that would be in force if there were only such services. */
    Optional<Entry<T>> find(String name, Predicate<Entry<T>> wanted) {
        return ranked().stream()
                .filter(entry -> entry.name().equals(name) && wanted.test(entry))
                .findFirst();
    }

    /** @throws UnavailableException that names what is missing, why, and the nearest that is there */
    Entry<T> require(String name) {
        return find(name).orElseThrow(() -> missing(name, entry -> Optional.empty()));
    }

    /**
     * Says that no service of a name can be used.
     *
     * @param failure why one that is there cannot
     */
    UnavailableException missing(String name, Function<Entry<T>, Optional<String>> failure) {
        String reason = ranked().stream()
                .filter(entry -> entry.name().equals(name))
                .flatMap(entry -> failure.apply(entry).stream())
                .findFirst()
                .orElseGet(() -> whyAbsent(name));
        return new UnavailableException(kind + " '" + name + "'", reason, remedy(name));
    }

    private String whyAbsent(String name) {
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
        return usable(entry -> true);
    }

    /** Those that would be in force if there were only such services. */
    List<Entry<T>> usable(Predicate<Entry<T>> wanted) {
        return List.copyOf(inForce(ranked().stream().filter(wanted).toList()).values());
    }

    private static <T> Map<String, Entry<T>> inForce(List<Entry<T>> ranked) {
        Map<String, Entry<T>> byName = new TreeMap<>();
        ranked.forEach(entry -> byName.putIfAbsent(entry.name(), entry));
        return byName;
    }

    /** Notes that a service fails somewhere, as it was configured: it is broken while it works nowhere. */
    void accuse(long added, String reason) {
        if (there(added)) {
            accusations.putIfAbsent(added, reason);
        }
    }

    /** Notes that a service works somewhere. */
    void works(long added) {
        if (there(added)) {
            working.add(added);
        }
    }

    boolean broken(Entry<T> entry) {
        return accusations.containsKey(entry.added()) && !working.contains(entry.added());
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

    /** @param winner the service of this name that is in force */
    private ModuleInfo info(Entry<T> entry, Entry<T> winner) {
        if (broken(entry)) {
            return info(entry, BROKEN, accusations.getOrDefault(entry.added(), ""));
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
            return info(entry, state, reason, entry.schema().options());
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
