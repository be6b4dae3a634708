package org.unipelt.comparison;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Nearest;

/** Reads a comparison's configuration. */
final class PlanReader {
    private static final String METHODS = "methods";
    private static final String TRAINING = "training";
    private static final List<String> KEYS = List.of(
            "base",
            "device",
            "tasks",
            "train_rows",
            "dev_rows",
            "seeds",
            "compositions",
            TRAINING,
            "learning_rates",
            "union",
            "reference");
    private static final String BASE_WEIGHTS = "base_weights";
    private static final List<String> OWN_KEYS =
            List.of(METHODS, "gating", "aggregation", BASE_WEIGHTS, TRAINING, "learning_rates");
    /** What a comparison says for each run, by the key that says it. */
    private static final Map<String, String> OF_RUNS = Map.of(
            "learning_rate", "learning_rates",
            "seed", "seeds",
            "data_seed", "seeds",
            "train_rows", "train_rows",
            "dev_rows", "dev_rows");

    private static final String CHECKPOINTS = "checkpoints";
    private static final String STANDARD = "compositions.json";
    private static final String STANDARD_UNION = "gated union";
    private static final String STANDARD_REFERENCE = "full fine-tuning";
    private static final List<Object> STANDARD_SEEDS = List.of(111, 222, 333, 444, 555);
    private static final List<Object> STANDARD_RATES = List.of(Contender.AUTO);

    private final Map<String, Object> tree;
    private final String where;
    private final UnaryOperator<Map<String, Object>> complete;

    private PlanReader(Map<String, Object> tree, String where, UnaryOperator<Map<String, Object>> complete) {
        this.tree = tree;
        this.where = where;
        this.complete = complete;
    }

    /**
     * The plan of a configuration.
     *
     * @param where how messages name it
     * @param complete writes out what a task section leaves to the data set that it names
     * @throws ConfigurationException if a key is not known, or a value does not fit
     */
    static Plan read(Map<String, Object> tree, String where, UnaryOperator<Map<String, Object>> complete) {
        return new PlanReader(tree, where, complete).plan();
    }

    private Plan plan() {
        known(tree, KEYS, where);
        Map<String, Map<String, Object>> tasks = new LinkedHashMap<>();
        object(tree, "tasks")
                .forEach((name, section) -> tasks.put(name, complete.apply(object(section, "tasks." + name))));
        if (tasks.isEmpty()) {
            throw refuse(
                    "there is no task", "Write \"tasks\": {\"cola\": {\"train\": ..., \"dev\": ..., \"test\": ...}}");
        }
        int devRows = whole(tree.getOrDefault("dev_rows", 0), "dev_rows", 0);
        tasks.forEach((name, section) -> checkFiles(name, section, devRows));
        List<Contender> contenders = contenders();
        List<String> names = contenders.stream().map(Contender::name).toList();
        return new Plan(
                text("base", "minilm-l6"),
                text("device", "auto"),
                tasks,
                list(tree.getOrDefault("train_rows", 0)).stream()
                        .map(rows -> whole(rows, "train_rows", 0))
                        .toList(),
                devRows,
                list(tree.getOrDefault("seeds", STANDARD_SEEDS)).stream()
                        .map(seed -> whole(seed, "seeds", Integer.MIN_VALUE))
                        .toList(),
                contenders,
                training(tree, TRAINING),
                named("union", STANDARD_UNION, names),
                named("reference", STANDARD_REFERENCE, names));
    }

    private void checkFiles(String task, Map<String, Object> section, int devRows) {
        boolean whole = section.containsKey("train")
                && (section.containsKey("test") || devRows > 0 && section.containsKey("dev"))
                && (section.containsKey("dev") || devRows > 0);
        if (!whole) {
            throw refuse(
                    "the task '" + task + "' does not say what it is trained, judged and tested on",
                    "Name \"train\", \"dev\" and \"test\"; with \"dev_rows\", which draws dev rows from the training file,"
                            + " \"train\" and \"test\" (or \"dev\", which is then tested on)");
        }
    }

    private List<Contender> contenders() {
        Map<String, Object> standard = standard();
        Map<String, Object> own = object(tree, "compositions");
        Map<String, Object> all = own.isEmpty() ? standard : own;
        List<Contender> contenders = new ArrayList<>();
        all.forEach((name, value) -> {
            Map<String, Object> given = object(value, "compositions." + name);
            if (!given.containsKey(METHODS) && !given.containsKey(BASE_WEIGHTS) && !standard.containsKey(name)) {
                throw refuse(
                        "'" + name + "' under 'compositions' has no 'methods', and is none of the usual compositions",
                        Nearest.hint(name, List.copyOf(standard.keySet()))
                                + " Or write its \"methods\"; [] for the head alone");
            }
            contenders.add(contender(name, given, object(standard, name)));
        });
        return contenders;
    }

    /** @param standard what the usual composition of that name is made of; empty where there is none */
    private Contender contender(String name, Map<String, Object> value, Map<String, Object> standard) {
        known(value, OWN_KEYS, where + ", compositions." + name);
        Map<String, Object> parts = new LinkedHashMap<>(value.containsKey(METHODS) ? Map.of() : standard);
        parts.putAll(value);
        Object rates = parts.remove("learning_rates");
        Map<String, Object> training = training(parts, "compositions." + name + "." + TRAINING);
        parts.remove(TRAINING);
        return new Contender(
                name,
                parts,
                training,
                rates(rates == null ? tree.getOrDefault("learning_rates", STANDARD_RATES) : rates));
    }

    /** The keys of training, but for those that a comparison itself says for each run. */
    private Map<String, Object> training(Map<String, Object> parent, String place) {
        if (!parent.containsKey(TRAINING)) {
            return Map.of();
        }
        Map<String, Object> training = object(parent.get(TRAINING), place);
        OF_RUNS.forEach((key, instead) -> {
            if (training.containsKey(key)) {
                throw refuse(
                        "'" + key + "' under '" + place + "' would not be taken",
                        "Write \"" + instead + "\" "
                                + (instead.equals("learning_rates")
                                        ? "beside \"" + TRAINING + "\", here or for all"
                                        : "beside \"tasks\""));
            }
        });
        if (training.containsKey(CHECKPOINTS)) {
            throw refuse(
                    "'" + CHECKPOINTS + "' under '" + place + "' would not be taken",
                    "A run begins anew; leave it out");
        }
        return training;
    }

    private List<Object> rates(Object raw) {
        List<Object> rates = list(raw);
        for (Object rate : rates) {
            if (!(rate instanceof Number) && !Contender.AUTO.equals(rate)) {
                throw refuse("'" + rate + "' in 'learning_rates' is no rate", "Write numbers, or \"auto\"");
            }
        }
        return rates;
    }

    /** A composition's name; the usual one where it takes part. */
    private Optional<String> named(String key, String standard, List<String> names) {
        if (!tree.containsKey(key)) {
            return Optional.of(standard).filter(names::contains);
        }
        String name = text(key, standard);
        if (!names.contains(name)) {
            throw refuse("'" + name + "' under '" + key + "' is none of the compositions", Nearest.hint(name, names));
        }
        return Optional.of(name);
    }

    private static Map<String, Object> standard() {
        try (InputStream in = PlanReader.class.getResourceAsStream(STANDARD)) {
            return JsonMapper.builder().build().readValue(in, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle's own " + STANDARD, e);
        }
    }

    private String text(String key, String otherwise) {
        Object value = tree.getOrDefault(key, otherwise);
        if (value instanceof String text) {
            return text;
        }
        throw refuse("'" + key + "' is not a text", "Write \"" + key + "\": \"" + otherwise + "\"");
    }

    private int whole(Object value, String key, int least) {
        if (value instanceof Integer number && number >= least) {
            return number;
        }
        throw refuse("'" + value + "' is not a value for '" + key + "'", "Write whole numbers, " + least + " or more");
    }

    /** A value as a list, which it may be. */
    private List<Object> list(Object value) {
        if (!(value instanceof List<?> list)) {
            return Collections.singletonList(value);
        }
        if (list.isEmpty()) {
            throw refuse("a list is empty", "Leave the key out, or write values");
        }
        return list.stream().<Object>map(x -> x).distinct().toList();
    }

    private Map<String, Object> object(Map<String, Object> parent, String key) {
        return parent.containsKey(key) ? object(parent.get(key), key) : Map.of();
    }

    private Map<String, Object> object(Object value, String key) {
        if (!(value instanceof Map<?, ?> map)) {
            throw refuse("'" + key + "' is not an object", "Write \"" + key + "\": {...}");
        }
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((name, each) -> object.put(String.valueOf(name), each));
        return object;
    }

    private static void known(Map<String, Object> object, List<String> keys, String where) {
        for (String key : object.keySet()) {
            if (!keys.contains(key)) {
                throw new ConfigurationException(where, "'" + key + "' is not a known key", Nearest.hint(key, keys));
            }
        }
    }

    private ConfigurationException refuse(String reason, String remedy) {
        return new ConfigurationException(where, reason, remedy);
    }
}
