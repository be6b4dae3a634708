package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.session.PackContents;

/** Translates a pack of one method, ungated, into what peft reads. */
final class PeftExport {
    /** What the library's classes with a head call the model inside, where it is not the family's name. */
    private static final Map<String, String> WHOLES = Map.of("gpt2", "transformer", "llama", "model");

    private final Composition composition;
    private final Map<String, Object> origin;
    private final ModelParts model;
    private final PackWeights weights;
    private final PeftExportHead head;

    private PeftExport(PackContents contents, ModelParts model) {
        this.composition = contents.composition();
        this.origin = Origin.of(contents.results());
        this.model = model;
        this.weights = new PackWeights(contents.weights());
        this.head = new PeftExportHead(contents, model);
    }

    /** @throws ConfigurationException if peft's format cannot hold it */
    static Exported of(PackContents contents, ModelParts model) {
        return new PeftExport(contents, model).export();
    }

    private Exported export() {
        check();
        PeftExportCopies copies = new PeftExportCopies(model, weights);
        Map<String, Object> config = new LinkedHashMap<>();
        Map<String, TensorData> tensors = new TreeMap<>();
        List<String> notes = new ArrayList<>();
        String method = method();
        boolean prompts = Set.of(Entries.PREFIX_TUNING, Entries.PROMPT_TUNING).contains(method);
        common(config, prompts);
        String headPrefix = prompts ? PeftImport.PLAIN : PeftImport.WRAPPED;
        switch (method) {
            case Entries.LORA -> lora(config, tensors, notes, copies);
            case Entries.IA3 -> new PeftExportMaps(composition, model, weights, prefix()).ia3(config, tensors);
            case Entries.PREFIX_TUNING -> new PeftExportPrompts(only(), model, weights).prefix(config, tensors);
            case Entries.PROMPT_TUNING -> new PeftExportPrompts(only(), model, weights).prompt(config, tensors);
            default ->
                throw refused(
                        "peft's format cannot hold the method '" + method + "'",
                        "Export a pack of lora, ia3, prefix-tuning or prompt-tuning");
        }
        head.into(weights, headPrefix, config, tensors, notes);
        weights.checkUsedUp();
        return new Exported(config, tensors, notes);
    }

    private void lora(
            Map<String, Object> config, Map<String, TensorData> tensors, List<String> notes, PeftExportCopies copies) {
        new PeftExportMaps(composition, model, weights, prefix()).lora(config, tensors, notes);
        if (Entries.ALL.equals(config.get(Entries.BIAS))) {
            copies.into(tensors, prefix(), Origin.tied(origin));
        }
    }

    private void check() {
        if (composition.baseWeights() != Composition.BaseWeights.FROZEN) {
            throw refused("its base model's weights were trained", "Export a pack on a frozen base model");
        }
        Object network = composition.gating().get("network");
        boolean ungated = "none".equals(network)
                || (network == null && composition.methods().size() < 2)
                || composition.methods().stream().allMatch(m -> Entries.NO_GATES.equals(m.get(Entries.GATING)));
        if (!ungated) {
            throw refused("it is gated", "Export a pack with \"gating\": {\"network\": \"none\"}");
        }
        if (!"weighted-sum".equals(composition.aggregation().getOrDefault(Entries.NAME, "weighted-sum"))) {
            throw refused(
                    "its aggregation is '" + composition.aggregation().get(Entries.NAME) + "'",
                    "Export a pack with the aggregation weighted-sum");
        }
    }

    private String method() {
        Set<String> services = composition.methods().stream()
                .map(method -> String.valueOf(method.get(Entries.METHOD)))
                .collect(Collectors.toSet());
        if (services.size() != 1) {
            throw refused(
                    services.isEmpty() ? "it has no method" : "it has several methods: " + String.join(", ", services),
                    "Export a pack of one method");
        }
        return services.iterator().next();
    }

    private Map<String, Object> only() {
        if (composition.methods().size() > 1) {
            throw refused("it has the method several times", "Export a pack that has it once");
        }
        return composition.methods().get(0);
    }

    private void common(Map<String, Object> config, boolean prompts) {
        Object type = head.taskType().<Object>map(own -> own).orElse(origin.get(PeftImport.TASK_TYPE));
        config.put(PeftImport.TASK_TYPE, type == null && prompts ? PeftPrompts.FEATURES : type);
        config.put(
                PeftImport.BASE_MODEL, origin.getOrDefault(PeftImport.BASE_MODEL, Origin.portable(composition.base())));
        config.put("inference_mode", true);
        config.put("revision", null);
    }

    /**
     * What modules' paths have in front: as in the folder that the pack came from, or in the base model's checkpoint; a model
     * with a head holds the one inside under the name of its family, but for one of two halves, which stand in it side by side.
     */
    private String prefix() {
        if (origin.get(Origin.PREFIX) instanceof String known) {
            return known;
        }
        String module = model.site(SiteKind.QUERY).flatMap(model::module).orElse("");
        String weight = module + ".weight";
        String before = model.weights().values().stream()
                .map(BaseWeight::source)
                .filter(source -> source.endsWith(weight))
                .map(source -> source.substring(0, source.length() - weight.length()))
                .findFirst()
                .orElse("");
        boolean inside = head.taskType().isPresent() && !model.twoHalves();
        return before.isEmpty() && inside ? WHOLES.getOrDefault(model.family(), model.family()) + "." : before;
    }

    private static ConfigurationException refused(String reason, String remedy) {
        return new ConfigurationException("the pack", reason, remedy);
    }
}
