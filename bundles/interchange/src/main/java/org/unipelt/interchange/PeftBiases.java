package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;

/**
 * The base model's biases that peft trains beside LoRA. The file holds them whole; here a method holds the difference to the
 * base model's, and those that no site stands for, as in a language model's head, are copies in place of the base model's.
 *
 * @param mode which biases: none, lora_only or all
 * @param shifts the differences by site
 * @param copies whole biases that no site stands for, by the family's names
 * @param tied second names of copies, each with the family's name
 */
record PeftBiases(String mode, Map<Site, TensorData> shifts, Map<String, TensorData> copies, Map<String, String> tied) {
    static final String BIAS = ".bias";
    static final String WRAPPED_BIAS = ".base_layer.bias";
    static final String SHIFT = ".bias_shift";

    private static final PeftBiases NONE = new PeftBiases(Entries.NONE, Map.of(), Map.of(), Map.of());

    /**
     * Takes them.
     *
     * @param adapted the sites that have LoRA, by path
     * @throws ConfigurationException if biases were trained that the base model does not have
     */
    static PeftBiases take(
            Keys config, SavedTensors tensors, ModelParts model, Map<String, List<Site>> adapted, Draft draft) {
        String mode = config.text("bias", Entries.NONE);
        if (!Set.of(Entries.NONE, Entries.LORA_ONLY, Entries.ALL).contains(mode)) {
            throw config.refused("bias", "none, lora_only and all are supported");
        }
        if (mode.equals(Entries.NONE)) {
            return NONE;
        }
        boolean biased = adapted.values().stream().flatMap(List::stream).anyMatch(Site::biased);
        if (biased
                && mode.equals(Entries.LORA_ONLY)
                && tensors.names().stream().noneMatch(name -> name.endsWith(WRAPPED_BIAS))) {
            draft.note("peft up to 0.20 saves no biases where \"bias\" is " + Entries.LORA_ONLY
                    + ", and loads such a folder without them: they are the base model's here too");
            return NONE;
        }
        PeftBiases biases = new PeftBiases(mode, new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        Reader reader = new Reader(config, tensors, model, biases);
        adapted.forEach((path, sites) -> reader.shift(PeftImport.WRAPPED + path + WRAPPED_BIAS, sites));
        if (mode.equals(Entries.ALL)) {
            // those that the saved model has not stay as they are
            model.biased().forEach(site -> biases.shifts.putIfAbsent(site, zeros(site)));
            reader.others();
        }
        return biases;
    }

    private static TensorData zeros(Site site) {
        return TensorData.of(Shape.of(site.outputSize()), new float[site.outputSize()]);
    }

    /** What the i-th LoRA entry shifts: the biases of its own targets, or the first entry all of them. */
    PeftBiases ofEntry(int i) {
        return mode.equals(Entries.ALL) && i > 0 ? NONE : this;
    }

    /** Adds the shifts of a LoRA entry with these targets, and the copies. */
    void into(Draft draft, String name, List<Site> targets) {
        shifts.forEach((site, shift) -> {
            if (mode.equals(Entries.ALL) || targets.contains(site)) {
                draft.weight(name + "." + site.name() + SHIFT, shift);
            }
        });
        copies.forEach(draft::copy);
        if (!tied.isEmpty()) {
            draft.origin(Origin.TIED, tied);
        }
    }

    private record Reader(Keys config, SavedTensors tensors, ModelParts model, PeftBiases biases) {

        /** The whole bias of a module, each site's columns less the base model's. */
        private void shift(String name, List<Site> sites) {
            List<Site> biased = sites.stream().filter(Site::biased).toList();
            if (biased.isEmpty()) {
                return;
            }
            TensorData saved = tensors.take(
                    name, biased.stream().mapToInt(Site::outputSize).sum());
            for (Site site : biased) {
                BaseWeight own = model.bias(site)
                        .orElseThrow(() -> new DataException(
                                model.name(),
                                "the base model has no bias for '" + name + "'",
                                "Name the base model that the adapter was trained on"));
                int first = model.firstColumn(site);
                biases.shifts.put(
                        site,
                        Tensors.difference(Tensors.rows(saved, first, first + site.outputSize()), model.values(own)));
            }
        }

        /** Those of modules without LoRA. */
        private void others() {
            List<String> homeless = new ArrayList<>();
            for (String name : tensors.names()) {
                if (name.startsWith(PeftImport.WRAPPED) && name.endsWith(BIAS) && !taken(name)) {
                    homeless.add(name);
                }
            }
            // the copies that they may be tied to are all known now
            homeless.removeIf(this::tied);
            refuse(homeless);
        }

        /** Takes a bias that a site or else a base weight stands for. */
        private boolean taken(String name) {
            String bias = name.substring(PeftImport.WRAPPED.length());
            String path = bias.substring(0, bias.length() - BIAS.length());
            List<Site> sites = model.at(path);
            if (!sites.isEmpty() && sites.get(0).biased()) {
                shift(name, sites);
                return true;
            }
            // one that is there under another name already may be tied to it
            Optional<BaseWeight> own = model.weight(bias).filter(weight -> !biases.copies.containsKey(weight.name()));
            own.ifPresent(weight -> biases.copies.put(weight.name(), tensors.take(name, model.values(weight).length)));
            return own.isPresent();
        }

        /** Drops a bias that is a copy's second name: peft saves shared tensors under both. */
        private boolean tied(String name) {
            TensorData saved = tensors.look(name).orElseThrow();
            Optional<String> copy = biases.copies.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(saved))
                    .map(Map.Entry::getKey)
                    .findFirst();
            copy.ifPresent(weight -> {
                biases.tied.put(name.substring(PeftImport.WRAPPED.length()), weight);
                tensors.drop(name);
            });
            return copy.isPresent();
        }

        private void refuse(List<String> homeless) {
            if (!homeless.isEmpty()) {
                throw new ConfigurationException(
                        config.where() + ", bias = all",
                        "these biases were trained too, and " + model.name() + " has none of these names: "
                                + String.join(", ", homeless),
                        "Name a base model that has them, or train with \"bias\": \"lora_only\"");
            }
        }
    }
}
