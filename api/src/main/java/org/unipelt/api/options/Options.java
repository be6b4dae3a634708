package org.unipelt.api.options;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Checked values of a schema's keys: every key that has a default is there, every value in its type. Immutable. */
@ProviderType
public final class Options {
    private final Map<String, Object> values;
    private final Path folder;

    Options(Map<String, Object> values, Path folder) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.folder = folder;
    }

    /** Whether the key has a value: false only for one without a default that was not given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of an INTEGER key. */
    public int integer(String name) {
        return require(name, Integer.class);
    }

    /** The value of a NUMBER key. */
    public double number(String name) {
        return require(name, Double.class);
    }

    /** The value of a FLAG key. */
    public boolean flag(String name) {
        return require(name, Boolean.class);
    }

    /** The value of a TEXT key. */
    public String text(String name) {
        return require(name, String.class);
    }

    /** The value of a LIST key. */
    public List<String> list(String name) {
        return ((List<?>) require(name)).stream().map(String.class::cast).toList();
    }

    /** The value of a TEXT key that may be absent. */
    public Optional<String> optionalText(String name) {
        return Optional.ofNullable((String) values.get(name));
    }

    /** The word that was written for a NUMBER key that takes words too; empty where it is a number. */
    public Optional<String> word(String name) {
        return require(name) instanceof String word ? Optional.of(word) : Optional.empty();
    }

    /** The value of a NUMBERS key, in the order that was written. */
    public Map<String, Double> numbers(String name) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        ((Map<?, ?>) require(name)).forEach((key, value) -> numbers.put((String) key, (Double) value));
        return Collections.unmodifiableMap(numbers);
    }

    /** The file of a PATH key, resolved against the configuration's folder. */
    public Optional<Path> path(String name) {
        return optionalText(name).map(folder::resolve);
    }

    /** @throws IllegalStateException if the option is declared as one of another kind */
    private <T> T require(String name, Class<T> kind) {
        Object value = require(name);
        if (!kind.isInstance(value)) {
            throw new IllegalStateException("option '" + name + "' is " + value
                    + ", and is read as if it were declared as one of another kind");
        }
        return kind.cast(value);
    }

    /** All values by key, as JSON can hold them; with the defaults filled in. */
    public Map<String, Object> asMap() {
        return values;
    }

    private Object require(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for option '" + name + "'; known: " + values.keySet());
        }
        return value;
    }
}
