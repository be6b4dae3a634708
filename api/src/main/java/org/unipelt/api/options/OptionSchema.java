package org.unipelt.api.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;

/** All keys of one service's configuration. Immutable. */
@ProviderType
public final class OptionSchema {
    private static final OptionSchema EMPTY = new OptionSchema(Map.of());

    private final Map<String, Option> options;

    private OptionSchema(Map<String, Option> options) {
        this.options = options;
    }

    /** A schema without a key. */
    public static OptionSchema empty() {
        return EMPTY;
    }

    /** A schema of these keys, listed in this order. */
    public static OptionSchema of(Option... options) {
        Map<String, Option> byName = new LinkedHashMap<>();
        for (Option option : options) {
            if (byName.put(option.name(), option) != null) {
                throw new IllegalArgumentException("option declared twice: " + option.name());
            }
        }
        return new OptionSchema(Collections.unmodifiableMap(byName));
    }

    /** The keys in their order of declaration. */
    public List<Option> options() {
        return List.copyOf(options.values());
    }

    /** The keys' names. */
    public Set<String> names() {
        return options.keySet();
    }

    /** Whether the key is declared. */
    public boolean declares(String name) {
        return options.containsKey(name);
    }

    /** This schema with the keys of another added behind. */
    public OptionSchema and(OptionSchema other) {
        List<Option> all = new ArrayList<>(options.values());
        all.addAll(other.options.values());
        return of(all.toArray(Option[]::new));
    }

    /**
     * The schema with other defaults, as an administrator sets them; keys that are not declared here are passed over,
     * since the framework adds its own to every service.
     *
     * @throws ConfigurationException if a default does not fit its option
     */
    public OptionSchema withDefaults(Map<String, ?> defaults, String where) {
        return of(options.values().stream()
                .map(o -> defaults.containsKey(o.name()) ? o.withDefault(defaults.get(o.name()), where) : o)
                .toArray(Option[]::new));
    }

    /** The schema as a Markdown table, as it stands in a bundle's README. */
    public String table() {
        StringBuilder table = new StringBuilder("| key | value | what it does |\n|---|---|---|\n");
        for (Option option : options.values()) {
            table.append("| `")
                    .append(option.name())
                    .append("` | ")
                    .append(option.describe().replace("|", "\\|"))
                    .append(" | ")
                    .append(option.help())
                    .append(" |\n");
        }
        return table.toString();
    }

    /** {@link #parse(Map, String, Path)} where relative files stand in the current folder. */
    public Options parse(Map<String, ?> raw, String where) {
        return parse(raw, where, Path.of(""));
    }

    /**
     * Checks what a user wrote and fills in the defaults.
     *
     * @param raw keys and values as JSON gives them
     * @param where what to name in an error, such as {@code methods[0] (lora)}
     * @param folder what relative files are resolved against
     * @throws ConfigurationException on an unknown key (names the nearest known one), a wrong type, a value out of range,
     *     or a missing key that is required
     */
    public Options parse(Map<String, ?> raw, String where, Path folder) {
        for (String key : raw.keySet()) {
            if (!options.containsKey(key)) {
                throw new ConfigurationException(
                        where, "'" + key + "' is not a known key", Nearest.hint(key, options.keySet()));
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (Option option : options.values()) {
            Object given = raw.get(option.name());
            if (given != null) {
                values.put(option.name(), option.convert(given, where));
            } else if (option.required()) {
                throw new ConfigurationException(
                        where,
                        "'" + option.name() + "' is missing",
                        "Add it: " + option.describe() + " (" + option.help() + ")");
            } else if (option.fallback() != null) {
                values.put(option.name(), option.fallback());
            }
        }
        return new Options(values, folder);
    }
}
