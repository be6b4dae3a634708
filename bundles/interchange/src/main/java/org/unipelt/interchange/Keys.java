package org.unipelt.interchange;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;

/**
 * A JSON object of which every key must be understood: each is read, named as one without a meaning for what the adapter
 * computes, or held to the one value that is supported. What is left must say nothing: null, false or empty.
 */
final class Keys {
    private final String where;
    private final Map<String, Object> values;
    private final Set<String> understood = new HashSet<>();

    /** @param where the file, and the place in it, for messages */
    Keys(String where, Map<String, Object> values) {
        this.where = where;
        this.values = values;
    }

    String where() {
        return where;
    }

    /** Names keys that change nothing in what is computed. */
    Keys ignoring(String... keys) {
        understood.addAll(List.of(keys));
        return this;
    }

    /** Names keys that must have this value, or be absent. */
    Keys holding(Object value, String... keys) {
        for (String key : keys) {
            understood.add(key);
            if (values.containsKey(key) && !same(values.get(key), value)) {
                throw refused(key, "only " + value + " is supported");
            }
        }
        return this;
    }

    /** @throws ConfigurationException if a key that nobody understood says something */
    void checkUnderstood() {
        values.forEach((key, value) -> {
            if (!understood.contains(key) && saysSomething(value)) {
                throw refused(key, "this key is not supported");
            }
        });
    }

    /** A whole number. */
    int integer(String key) {
        Object value = value(key);
        if (value instanceof Integer number) {
            return number;
        }
        throw wrong(key, "a whole number");
    }

    /** A whole number that may be absent or null. */
    int integer(String key, int fallback) {
        return value(key) == null ? fallback : integer(key);
    }

    double number(String key) {
        Object value = value(key);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(key, "a number");
    }

    double number(String key, double fallback) {
        return value(key) == null ? fallback : number(key);
    }

    boolean flag(String key, boolean fallback) {
        Object value = value(key);
        if (value == null || value instanceof Boolean) {
            return value == null ? fallback : (Boolean) value;
        }
        throw wrong(key, "true or false");
    }

    String text(String key, String fallback) {
        Object value = value(key);
        if (value == null || value instanceof String) {
            return value == null ? fallback : (String) value;
        }
        throw wrong(key, "a text");
    }

    /** A list that may be absent or null. */
    List<?> list(String key) {
        Object value = value(key);
        if (value == null || value instanceof List<?>) {
            return value == null ? List.of() : (List<?>) value;
        }
        throw wrong(key, "a list");
    }

    /** The layers of a list, or of a single number. */
    Set<Integer> layers(String key) {
        Object value = value(key);
        Collection<?> all = value instanceof Integer one ? List.of(one) : list(key);
        Set<Integer> layers = new HashSet<>();
        for (Object each : all) {
            if (!(each instanceof Integer layer)) {
                throw wrong(key, "a list of layers");
            }
            layers.add(layer);
        }
        return layers;
    }

    /** An object that may be absent or null, its keys in the file's order. */
    Map<String, Object> object(String key) {
        Object value = value(key);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(key, "an object");
        }
        Map<String, Object> copy = new java.util.LinkedHashMap<>();
        map.forEach((name, each) -> copy.put(String.valueOf(name), each));
        return copy;
    }

    /** Whatever stands there; null where nothing does. */
    Object value(String key) {
        understood.add(key);
        return values.get(key);
    }

    /** What a key says is not supported. */
    ConfigurationException refused(String key, String reason) {
        return new ConfigurationException(
                where + ", " + key + " = " + values.get(key), reason, "Import an adapter that was trained without it");
    }

    /** A key's value is not of its type. */
    DataException wrong(String key, String expected) {
        return new DataException(
                where + ", " + key, "it is not " + expected + ": " + values.get(key), "Save the adapter again");
    }

    private static boolean same(Object a, Object b) {
        return a instanceof Number x && b instanceof Number y
                ? x.doubleValue() == y.doubleValue()
                : Objects.equals(a, b);
    }

    private static boolean saysSomething(Object value) {
        return Stream.<Object>of(false, List.of(), Map.of()).noneMatch(nothing -> nothing.equals(value))
                && value != null;
    }
}
