package org.unipelt.shell.commands;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.ConfigurationException;
import org.unipelt.shell.console.Json;

/**
 * One {@code --set key=value}: a key inside a key after a dot ({@code training.seed}), a list's element by its index
 * ({@code methods.0.r}); the value as JSON where it is JSON, else as text. {@code null} takes the key out.
 */
record Setting(String text, List<String> path, Object value) {
    private static final String NOTHING = "null";

    /** @throws ConfigurationException if it is not {@code key=value} */
    static Setting parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new ConfigurationException(
                    "--set " + text, "this is not KEY=VALUE", "Write for example --set training.seed=7");
        }
        String value = text.substring(equals + 1);
        return new Setting(
                text,
                List.of(text.substring(0, equals).split("\\.", -1)),
                NOTHING.equals(value) ? null : Json.parse(value).orElse(value));
    }

    /** Sets the value in a tree of maps and lists; missing objects on the way are made. */
    void applyTo(Map<String, Object> tree) {
        Object place = tree;
        for (String key : path.subList(0, path.size() - 1)) {
            place = descend(place, key);
        }
        put(place, path.get(path.size() - 1));
    }

    private Object descend(Object place, String key) {
        if (place instanceof List<?> list) {
            return list.get(index(list, key));
        }
        return asObject(place, key).computeIfAbsent(key, k -> new LinkedHashMap<String, Object>());
    }

    @SuppressWarnings("unchecked") // lists and maps that Jackson built, of JSON values
    private void put(Object place, String key) {
        if (place instanceof List<?> list) {
            int index = index(list, key);
            if (value == null) {
                list.remove(index);
            } else {
                ((List<Object>) list).set(index, value);
            }
        } else if (value == null) {
            asObject(place, key).remove(key);
        } else {
            asObject(place, key).put(key, value);
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> asObject(Object place, String key) {
        if (place instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new ConfigurationException(
                "--set " + text,
                "'" + key + "' would be a key of a value that is no object",
                "Name a key of an object");
    }

    private int index(List<?> list, String key) {
        int index = key.matches("[0-9]{1,6}") ? Integer.parseInt(key) : -1;
        if (index < 0 || index >= list.size()) {
            throw new ConfigurationException(
                    "--set " + text,
                    "'" + key + "' is not an index of a list of " + list.size(),
                    list.isEmpty() ? "The list is empty" : "Write 0 to " + (list.size() - 1));
        }
        return index;
    }
}
