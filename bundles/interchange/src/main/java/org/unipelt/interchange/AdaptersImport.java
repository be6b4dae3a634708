package org.unipelt.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;

/** Translates what adapters saves: one configuration, or a union of several. */
final class AdaptersImport {
    static final String CONFIG = "config";
    private static final String ARCHITECTURE = "architecture";

    /** Modules that adapters adds beside the model's own, at the same level. */
    private static final Set<String> ADDED = Set.of("prefix_tuning", "prompt_tuning", "shared_parameters");

    private final String where;
    private final SavedTensors tensors;
    private final ModelParts model;
    private final Draft draft = new Draft();
    private final String adapter;
    private final String prefix;

    private AdaptersImport(String where, String adapter, SavedTensors tensors, ModelParts model) {
        this.where = where;
        this.adapter = adapter;
        this.tensors = tensors;
        this.model = model;
        this.prefix = prefix();
    }

    /**
     * The conversion.
     *
     * @param where how messages name the configuration's file
     * @param head the folder's head; gives null where it has none
     * @throws ConfigurationException if it holds what is not supported
     * @throws DataException if the tensors do not fit
     */
    static Converted convert(
            String where, Map<String, Object> values, SavedTensors tensors, ModelParts model, Supplier<Head> head) {
        Keys file = new Keys(where, values).ignoring("model_class", "model_name", "version");
        String family = file.text("model_type", model.family());
        int hidden = file.integer("hidden_size", model.shape().hidden());
        if (!family.equals(model.family()) || hidden != model.shape().hidden()) {
            throw new DataException(
                    where,
                    "it adapts a " + family + " of hidden size " + hidden + ", and " + model.name() + " is a "
                            + model.family() + " of " + model.shape().hidden(),
                    "Name the base model that the adapter was trained on");
        }
        AdaptersImport reader = new AdaptersImport(where, file.text("name", ""), tensors, model);
        Map<String, Object> config = file.object(CONFIG);
        file.checkUnderstood();
        reader.method(where + ", " + CONFIG, config);
        tensors.checkComplete();
        tensors.checkUsedUp();
        Optional.ofNullable(head.get()).ifPresent(reader.draft::head);
        reader.draft.origin(Origin.LIBRARY, "adapters");
        return reader.draft.finish();
    }

    /** What all names have in front, where it is no module of the model itself: the name of the whole. */
    private String prefix() {
        Set<String> firsts = new java.util.TreeSet<>();
        tensors.names().forEach(name -> firsts.add(name.substring(0, Math.max(0, name.indexOf('.')))));
        String first = firsts.size() == 1 ? firsts.iterator().next() : "";
        return first.isEmpty() || ADDED.contains(first) || model.roots().contains(first) ? "" : first + ".";
    }

    private void method(String place, Map<String, Object> values) {
        Keys config = new Keys(place, values);
        String architecture = config.text(ARCHITECTURE, "");
        AdaptersFile file = new AdaptersFile(config, tensors, model, adapter, prefix);
        switch (architecture) {
            case "" -> new AdaptersBottleneck(file).into(draft);
            case "lora" -> new AdaptersLora(file).into(draft);
            case "prefix_tuning" -> new AdaptersPrompts(file).prefix(draft);
            case "prompt_tuning" -> new AdaptersPrompts(file).prompt(draft);
            case "union" -> union(config);
            default ->
                throw new ConfigurationException(
                        place + ", " + ARCHITECTURE + " = " + architecture,
                        "this method is not supported",
                        "Import a bottleneck adapter, lora, prefix_tuning, prompt_tuning, or a union of them");
        }
        config.checkUnderstood();
    }

    private void union(Keys config) {
        List<?> members = config.list("configs");
        for (int i = 0; i < members.size(); i++) {
            String place = where + ", configs[" + i + "]";
            if (!(members.get(i) instanceof Map<?, ?> member)) {
                throw config.wrong("configs", "a list of configurations");
            }
            Map<String, Object> values = new LinkedHashMap<>();
            member.forEach((key, value) -> values.put(String.valueOf(key), value));
            method(place, values);
        }
    }
}
