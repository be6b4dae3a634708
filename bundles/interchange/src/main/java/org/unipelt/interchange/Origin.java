package org.unipelt.interchange;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a pack notes of the folder that it was imported from, so that an export can give its tensors the same names. */
final class Origin {
    /** The key in a pack's results. */
    static final String KEY = "imported";

    static final String LIBRARY = "library";

    /** What the modules' paths have in front: {@code bert.}. */
    static final String PREFIX = "prefix";

    /** Tensors that peft saved under two names: the path of the second, and the base weight that it is tied to. */
    static final String TIED = "tied";

    private Origin() {}

    /** The note in a pack's results; empty where it was not imported. */
    static Map<String, Object> of(Map<String, Object> results) {
        return object(results, KEY);
    }

    /** The base weight that each second name is tied to. */
    static Map<String, Object> tied(Map<String, Object> origin) {
        return object(origin, TIED);
    }

    private static Map<String, Object> object(Map<String, Object> values, String key) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (values.get(key) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> object.put(String.valueOf(name), value));
        }
        return object;
    }

    /** A model's name as it may be handed on: of an absolute path only the last name. */
    static String portable(String base) {
        boolean absolute = base.startsWith("/") || base.startsWith("~") || base.contains("\\") || base.contains("..");
        if (!absolute) {
            return base;
        }
        Path last = Path.of(base.replace('\\', '/')).normalize().getFileName();
        return last == null ? "" : last.toString();
    }
}
