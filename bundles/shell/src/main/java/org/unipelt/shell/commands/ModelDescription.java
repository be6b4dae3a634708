package org.unipelt.shell.commands;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.ModelSource;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.services.Services;

/**
 * What there is to know of a base model without running it.
 *
 * @param parameters how many numbers the model reads; 0 where weights are missing
 * @param format what its checkpoint is: {@code safetensors}
 * @param numbers how the checkpoint writes numbers, the most frequent first: {@code F16, F32}
 * @param tokenizer the kind of its tokenizer: {@code WordPiece}
 * @param writes whether it can write text
 * @param sites where methods may enter
 * @param missing what the model needs and the checkpoint lacks, as the family says it; empty where nothing is missing
 * @param unexpected names of tensors that the model does not read
 * @param tensors the shape of each tensor of the checkpoint
 */
record ModelDescription(
        String name,
        String family,
        ModelShape shape,
        long parameters,
        String format,
        String numbers,
        Optional<String> tokenizer,
        Optional<String> licence,
        boolean writes,
        List<SiteGroup> sites,
        String missing,
        List<String> unexpected,
        Map<String, List<Long>> tensors) {
    private static final String TOKENIZER = "tokenizer.json";

    /**
     * Describes a model.
     *
     * @throws org.unipelt.api.UnavailableException if there is no such model, or no active bundle knows its family
     * @throws DataException if its files are broken
     */
    static ModelDescription of(Services services, String name) {
        ModelCatalog catalog = services.catalog();
        ModelSource source = catalog.find(name);
        BaseModelInstance model = services.family(source.family()).instantiate(source.config());
        try (Checkpoint checkpoint = catalog.open(source)) {
            Reading reading = Reading.of(model, checkpoint);
            return new ModelDescription(
                    name,
                    source.family(),
                    model.shape(),
                    reading.parameters(checkpoint),
                    checkpoint.format(),
                    numbers(checkpoint),
                    tokenizer(source.files()),
                    catalog.licence(source),
                    model.writing().isPresent(),
                    SiteGroup.of(model.sites()),
                    reading.missing(),
                    reading.missing().isEmpty() ? checkpoint.unexpected(reading.weights()) : List.of(),
                    tensors(checkpoint));
        }
    }

    /** What a model takes of a checkpoint; where something is missing, only what that is. */
    private record Reading(List<BaseWeight> weights, String missing) {
        static Reading of(BaseModelInstance model, Checkpoint checkpoint) {
            try {
                return new Reading(model.weights(checkpoint.names()), "");
            } catch (DataException e) {
                return new Reading(List.of(), e.getMessage());
            }
        }

        /** A tensor that several weights share counts once. */
        long parameters(Checkpoint checkpoint) {
            return weights.stream()
                    .map(BaseWeight::source)
                    .distinct()
                    .mapToLong(tensor -> checkpoint.shape(tensor).size())
                    .sum();
        }
    }

    private static String numbers(Checkpoint checkpoint) {
        Map<String, Long> counts = new TreeMap<>();
        checkpoint
                .names()
                .forEach(name -> counts.merge(
                        checkpoint.numberFormat(name), checkpoint.shape(name).size(), Long::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> tokenizer(ModelFiles files) {
        if (!files.names().contains(TOKENIZER)) {
            return Optional.empty();
        }
        try (InputStream in = files.open(TOKENIZER)) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .filter(Map.class::isInstance)
                    .map(tree -> ((Map<?, ?>) tree).get("model"))
                    .filter(Map.class::isInstance)
                    .map(model -> ((Map<?, ?>) model).get("type"))
                    .map(String::valueOf);
        } catch (IOException e) {
            throw new DataException(TOKENIZER, "it cannot be read: " + Failures.reason(e), "Check the file", e);
        }
    }

    private static Map<String, List<Long>> tensors(Checkpoint checkpoint) {
        Map<String, List<Long>> tensors = new TreeMap<>();
        for (String name : checkpoint.names()) {
            tensors.put(
                    name,
                    Arrays.stream(checkpoint.shape(name).asArray()).boxed().toList());
        }
        return tensors;
    }

    /** For programs. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("family", family);
        tree.put("layers", shape.layers());
        tree.put("hidden", shape.hidden());
        tree.put("vocabulary", shape.vocabulary());
        tree.put("maximum_length", shape.maximumLength());
        tree.put("parameters", parameters);
        tree.put("format", format);
        tree.put("numbers", numbers);
        tree.put("tokenizer", tokenizer.orElse(null));
        tree.put("licence", licence.orElse(null));
        tree.put("writes", writes);
        tree.put("sites", sites.stream().map(SiteGroup::tree).toList());
        tree.put("missing", missing.isEmpty() ? null : missing);
        tree.put("unexpected", unexpected);
        tree.put("tensors", tensors);
        return tree;
    }
}
