package org.unipelt.api.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;

/** Finds a family's weights among a checkpoint's names, with or without a prefix, and collects those that are missing. */
@ProviderType
public final class WeightNames {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final Set<String> names;
    private final String prefix;
    private final List<BaseWeight> found = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /**
     * @param names all names in the checkpoint
     * @param prefix what stands in front of a name where the checkpoint is of a model with heads: {@code bert.}
     */
    public WeightNames(Set<String> names, String prefix) {
        this.names = names;
        this.prefix = prefix;
    }

    /** A weight that is stored as it is used. */
    public void table(String name, long... shape) {
        add(new BaseWeight(name, null, Shape.of(shape), false), name);
    }

    /** A linear map that is stored as [output, input]: its weight, and its bias where the family has one. */
    public void linear(String part, long input, long output, boolean biased) {
        linear(part, List.of(part), input, output, biased);
    }

    /** @param stored the names that checkpoints have for the part */
    public void linear(String part, List<String> stored, long input, long output, boolean biased) {
        add(new BaseWeight(part + WEIGHT, null, Shape.of(input, output), true), ending(stored, WEIGHT));
        if (biased) {
            add(new BaseWeight(part + BIAS, null, Shape.of(output), false), ending(stored, BIAS));
        }
    }

    /** A norm's scale and shift, also by the names of older checkpoints. */
    public void norm(String part, long size) {
        norm(part, List.of(part), size);
    }

    /** @param stored the names that checkpoints have for the part */
    public void norm(String part, List<String> stored, long size) {
        add(new BaseWeight(part + WEIGHT, null, Shape.of(size), false), ending(stored, WEIGHT, ".gamma"));
        add(new BaseWeight(part + BIAS, null, Shape.of(size), false), ending(stored, BIAS, ".beta"));
    }

    private static String[] ending(List<String> parts, String... ends) {
        return parts.stream()
                .flatMap(part -> Arrays.stream(ends).map(end -> part + end))
                .toArray(String[]::new);
    }

    /**
     * A weight of any kind.
     *
     * @param weight what to add, its source left out
     * @param sources the names to look for, the first that is there is taken
     */
    public void add(BaseWeight weight, String... sources) {
        String source = source(sources);
        if (source == null) {
            missing.add(sources[0]);
        } else {
            found.add(new BaseWeight(weight.name(), source, weight.shape(), weight.transposed(), weight.firstColumn()));
        }
    }

    /** Whether the checkpoint has a weight. */
    public boolean has(String name) {
        return source(name) != null;
    }

    /** Whether the checkpoint has any weight of a part, by one of these names. */
    public boolean holds(List<String> parts) {
        return parts.stream().map(part -> part + ".").anyMatch(start -> names.stream()
                .anyMatch(name -> name.startsWith(start) || name.startsWith(prefix + start)));
    }

    private String source(String... candidates) {
        for (String candidate : candidates) {
            if (names.contains(candidate)) {
                return candidate;
            }
            if (names.contains(prefix + candidate)) {
                return prefix + candidate;
            }
        }
        return null;
    }

    /**
     * All that was added.
     *
     * @param model what is loaded: {@code a BERT with 12 layers}
     * @throws DataException if weights are missing: lists all of them
     */
    public List<BaseWeight> all(String model) {
        if (!missing.isEmpty()) {
            throw new DataException(
                    "checkpoint",
                    missing.size() + " weights of " + model + " are missing: " + String.join(", ", missing),
                    "Take checkpoint and config.json from the same model");
        }
        return List.copyOf(found);
    }
}
