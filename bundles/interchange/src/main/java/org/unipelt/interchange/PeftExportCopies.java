package org.unipelt.interchange;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;

/**
 * Translates copies of the base model's weights. peft has a place for biases that no site stands for, as in a language model's
 * head, beside LoRA; other copies come from merging or full training.
 */
final class PeftExportCopies {
    private final ModelParts model;
    private final PackWeights weights;
    private final Set<String> biases;

    /** @throws ConfigurationException if the pack has other copies: lists all */
    PeftExportCopies(ModelParts model, PackWeights weights) {
        this.model = model;
        this.weights = weights;
        Set<String> known = model.weights().keySet();
        Set<String> copies = weights.names().stream()
                .filter(name -> name.startsWith(Entries.COPY))
                .map(name -> name.substring(Entries.COPY.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        this.biases = copies.stream()
                .filter(name -> known.contains(name) && isBiasWithoutSite(name))
                .collect(Collectors.toCollection(TreeSet::new));
        copies.removeAll(biases);
        if (!copies.isEmpty()) {
            throw new ConfigurationException(
                    "the pack",
                    "peft's format has no place for its copies of the base model's weights: "
                            + copies.stream().map(Entries.COPY::concat).collect(Collectors.joining(", ")),
                    "Export the pack as it was before it was merged, or one on a frozen base model");
        }
    }

    private boolean isBiasWithoutSite(String name) {
        return name.endsWith(PeftBiases.BIAS)
                && model.at(name.substring(0, name.length() - PeftBiases.BIAS.length())).stream()
                        .noneMatch(Site::biased);
    }

    /**
     * Adds them.
     *
     * @param prefix what paths have in front of modules that the model without a head has too
     * @param tied second names, and the base weight that each is tied to
     */
    void into(Map<String, TensorData> tensors, String prefix, Map<String, Object> tied) {
        for (String name : biases) {
            TensorData values = weights.take(Entries.COPY + name);
            tensors.put(PeftImport.WRAPPED + path(name, prefix, tied), values);
            tied.forEach((second, of) -> {
                if (name.equals(of)) {
                    tensors.put(PeftImport.WRAPPED + second, values);
                }
            });
        }
    }

    /** The library's name; the family's where that one is known to be the second. */
    private String path(String name, String prefix, Map<String, Object> tied) {
        if (model.roots().contains(name.substring(0, Math.max(0, name.indexOf('.'))))) {
            return prefix + name;
        }
        String source = model.weights().get(name).source();
        return tied.containsKey(source) ? name : source;
    }
}
