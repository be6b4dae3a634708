package org.unipelt.api.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Finds a family's weights among a checkpoint's names, with or without a prefix, and collects those that are missing. */
@ProviderType
public final class WeightNames {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final Predicate<String> known;
    private final Predicate<String> begun;
    private final String prefix;
    private final List<BaseWeight> found = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /**
     * @param names all names in the checkpoint
     * @param prefix what stands in front of a name where the checkpoint is of a model with heads: {@code bert.}
     */
    public WeightNames(Set<String> names, String prefix) {
        this(names::contains, start -> names.stream().anyMatch(name -> name.startsWith(start)), prefix);
    }

    private WeightNames(Predicate<String> known, Predicate<String> begun, String prefix) {
        this.known = known;
        this.begun = begun;
        this.prefix = prefix;
    }

    /** Of a checkpoint that is still to be written: it has every part, each weight by the first of its names. */
    public static WeightNames ofNewCheckpoint() {
        return new WeightNames(name -> true, start -> true, "");
    }

    /** What the weight of a part is called: of a linear map its matrix, of a norm its scale. */
    public static String weight(String part) {
        return part + WEIGHT;
    }

    /** What the bias of a part is called: of a norm its shift. */
    public static String bias(String part) {
        return part + BIAS;
    }

    /** The weights of the part at a site: a linear map or a norm. */
    public void at(Site site, String part) {
        if (site.kind().group() == SiteKind.Group.NORM) {
            norm(part, List.of(part), site.outputSize(), site.biased());
        } else {
            linear(part, List.of(part), site.inputSize(), site.outputSize(), site.biased());
        }
    }

    /** A weight that is stored as it is used. */
    public void table(String name, long... shape) {
        add(new BaseWeight(name, null, Shape.of(shape), false), name);
    }

    /**
     * A linear map that is stored as [output, input].
     *
     * @param stored the names that checkpoints have for the part
     * @param biased whether it has a bias
     */
    public void linear(String part, List<String> stored, long input, long output, boolean biased) {
        add(new BaseWeight(weight(part), null, Shape.of(input, output), true), ending(stored, WEIGHT));
        if (biased) {
            add(new BaseWeight(bias(part), null, Shape.of(output), false), ending(stored, BIAS));
        }
    }

    /**
     * A norm, also by the names of older checkpoints.
     *
     * @param stored the names that checkpoints have for the part
     * @param biased whether it has a shift beside its scale
     */
    public void norm(String part, List<String> stored, long size, boolean biased) {
        add(new BaseWeight(weight(part), null, Shape.of(size), false), ending(stored, WEIGHT, ".gamma"));
        if (biased) {
            add(new BaseWeight(bias(part), null, Shape.of(size), false), ending(stored, BIAS, ".beta"));
        }
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
        return parts.stream()
                .map(part -> part + ".")
                .anyMatch(start -> begun.test(start) || begun.test(prefix + start));
    }

    private String source(String... candidates) {
        for (String candidate : candidates) {
            if (known.test(candidate)) {
                return candidate;
            }
            if (known.test(prefix + candidate)) {
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
