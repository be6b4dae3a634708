package org.unipelt.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.unipelt.api.client.Composition;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;

/** Tells runs apart: all that the numbers of a run follow from, as JSON. */
final class Fingerprint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Fingerprint() {}

    /** The fingerprint of training a composition with these options on this data. */
    static JsonNode of(Composition composition, Options options, TaskData data) {
        Map<String, Object> tree = new LinkedHashMap<>(composition.toMap());
        tree.put("training", options.asMap());
        tree.put("training_data", rows(data.training()));
        tree.put("dev_data", rows(data.dev()));
        try { // through text, so that it compares with one that was read
            return JSON.readTree(JSON.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a composition is made of JSON values", e);
        }
    }

    private static Map<String, Object> rows(List<Example> examples) {
        CRC32 checksum = new CRC32();
        for (Example example : examples) {
            Stream.concat(
                            Stream.of(example.input().text(), example.input().pair()),
                            example.labels().isEmpty() ? Stream.of((String) null) : labels(example))
                    .map(text -> text + "\n")
                    .forEach(text -> checksum.update(text.getBytes(StandardCharsets.UTF_8)));
        }
        return Map.of("rows", examples.size(), "checksum", Long.toHexString(checksum.getValue()));
    }

    private static Stream<String> labels(Example example) {
        return example.labels().stream()
                .map(label -> label.placed() ? label.text() + "\n" + label.start() : label.text());
    }

    /** What differs, each with both values. */
    static List<String> differences(JsonNode now, JsonNode then) {
        List<String> differences = new ArrayList<>();
        compare("", now, then, differences);
        return differences;
    }

    private static void compare(String place, JsonNode now, JsonNode then, List<String> differences) {
        String inside = place.isEmpty() ? "" : place + ".";
        if (now.isObject() && then.isObject()) {
            TreeSet<String> keys = new TreeSet<>();
            now.fieldNames().forEachRemaining(keys::add);
            then.fieldNames().forEachRemaining(keys::add);
            keys.forEach(key -> compare(inside + key, now.path(key), then.path(key), differences));
        } else if (now.isArray() && then.isArray()) {
            for (int i = 0; i < Math.max(now.size(), then.size()); i++) {
                compare(inside + i, now.path(i), then.path(i), differences);
            }
        } else if (!now.equals(then)) {
            differences.add(place + " is " + shown(now) + " and was " + shown(then));
        }
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "not given" : value.toString();
    }
}
