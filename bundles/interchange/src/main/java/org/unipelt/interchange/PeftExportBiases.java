package org.unipelt.interchange;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.unipelt.api.Composition;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;

/** Translates shifts of biases beside LoRA into the whole biases that peft keeps. */
final class PeftExportBiases {
    private final Composition composition;
    private final ModelParts model;
    private final PackWeights weights;
    private final String prefix;

    PeftExportBiases(Composition composition, ModelParts model, PackWeights weights, String prefix) {
        this.composition = composition;
        this.model = model;
        this.weights = weights;
        this.prefix = prefix;
    }

    /** @param adapted the paths of the modules that have LoRA */
    void into(Map<String, Object> config, Map<String, TensorData> tensors, Set<String> adapted) {
        String mode = mode();
        config.put("bias", mode);
        if (mode.equals(Entries.NONE)) {
            return;
        }
        Map<String, BaseWeight> base = model.weights();
        for (Site site : model.biased()) {
            String path = prefix + model.module(site).orElse("");
            Optional<TensorData> shift = shift(site);
            // the saved model need not have what stands outside the layers
            if (shift.isPresent() && !(site.layer() < 0 && zero(shift.get()))) {
                BaseWeight own = base.get(model.module(site).orElse("") + PeftBiases.BIAS);
                String ending = adapted.contains(path) ? PeftBiases.WRAPPED_BIAS : PeftBiases.BIAS;
                tensors.put(PeftImport.WRAPPED + path + ending, Tensors.sum(shift.get(), model.values(own)));
            }
        }
    }

    private String mode() {
        Set<String> modes = composition.methods().stream()
                .map(method -> String.valueOf(method.getOrDefault(Entries.BIAS, Entries.NONE)))
                .collect(Collectors.toSet());
        if (modes.contains(Entries.ALL)) {
            return Entries.ALL;
        }
        if (modes.size() > 1) {
            throw new ConfigurationException(
                    "the pack",
                    "some of its entries shift biases and some do not, which peft's format cannot hold",
                    "Export a pack of a single entry");
        }
        return modes.iterator().next();
    }

    /** The shift of a site, whichever entry has it. */
    private Optional<TensorData> shift(Site site) {
        return composition.methods().stream()
                .map(method -> String.valueOf(method.getOrDefault(Entries.NAME, method.get(Entries.METHOD))))
                .flatMap(name -> weights.find(name + "." + site.name() + PeftBiases.SHIFT).stream())
                .reduce((one, other) -> Tensors.sum(one, other.floats()));
    }

    private static boolean zero(TensorData tensor) {
        for (float value : tensor.floats()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
