package org.unipelt.interchange;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
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
        Set<List<Site>> modules = new LinkedHashSet<>();
        model.biased().forEach(site -> modules.add(model.besides(site)));
        modules.forEach(sites -> whole(sites).ifPresent(bias -> {
            String path = prefix + model.module(sites.get(0)).orElse("");
            String ending = adapted.contains(path) ? PeftBiases.WRAPPED_BIAS : PeftBiases.BIAS;
            tensors.put(PeftImport.WRAPPED + path + ending, bias);
        }));
    }

    /** The bias of a module with the shifts of its sites; empty where none of them shifts it. */
    private Optional<TensorData> whole(List<Site> sites) {
        List<Optional<TensorData>> shifts = sites.stream().map(this::shift).toList();
        // the saved model need not have what stands outside the layers
        boolean none = shifts.stream().allMatch(Optional::isEmpty)
                || sites.get(0).layer() < 0
                        && shifts.stream().flatMap(Optional::stream).allMatch(PeftExportBiases::zero);
        if (none) {
            return Optional.empty();
        }
        float[] all = new float[sites.stream().mapToInt(Site::outputSize).sum()];
        int at = 0;
        for (int i = 0; i < sites.size(); i++) {
            float[] own = model.values(model.bias(sites.get(i)).orElseThrow());
            float[] sum =
                    shifts.get(i).map(shift -> Tensors.sum(shift, own).floats()).orElse(own);
            System.arraycopy(sum, 0, all, at, sum.length);
            at += sum.length;
        }
        return Optional.of(TensorData.of(Shape.of(all.length), all));
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
