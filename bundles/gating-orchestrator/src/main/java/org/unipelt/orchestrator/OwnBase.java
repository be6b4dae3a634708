package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.client.Composition.BaseWeights;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.pelt.Parameter;

/** The base model's weights as a composition sees them: the host's, or copies of its own that it trains or was given. */
final class OwnBase implements FrozenWeights {
    /** Who owns the copies, and how their names in a pack begin. */
    static final String OWNER = "base";

    /**
     * Which weights a composition has copies of.
     *
     * @param all every weight that it uses
     * @param names these, by the family's name
     */
    record Extent(boolean all, Set<String> names) {
        static final Extent NOTHING = new Extent(false, Set.of());
        static final Extent EVERYTHING = new Extent(true, Set.of());

        /** Those that a composition trains. */
        static Extent trained(BaseWeights weights) {
            return weights == BaseWeights.TRAINED ? EVERYTHING : NOTHING;
        }

        /** Those that a pack's weights stand for. */
        static Extent of(Set<String> packNames) {
            Set<String> names = new java.util.LinkedHashSet<>();
            packNames.stream()
                    .filter(name -> name.startsWith(OWNER + "."))
                    .forEach(name -> names.add(name.substring(OWNER.length() + 1)));
            return new Extent(false, names);
        }

        /** Whether there are any. */
        boolean copies() {
            return all || !names.isEmpty();
        }

        boolean includes(String weight) {
            return all || names.contains(weight);
        }
    }

    private final Sketch sketch;
    private final Variables variables;
    private final Extent extent;
    private final Map<String, Parameter> copies = new LinkedHashMap<>();

    OwnBase(Sketch sketch, Variables variables, Extent extent) {
        this.sketch = sketch;
        this.variables = variables;
        this.extent = extent;
    }

    /** The copies that are in use so far. */
    List<Parameter> parameters() {
        return List.copyOf(copies.values());
    }

    @Override
    public Operand<TFloat32> get(String weight) {
        if (!extent.includes(weight)) {
            return sketch.get(weight);
        }
        return variables.get(copy(weight).name()).value();
    }

    private Parameter copy(String weight) {
        return copies.computeIfAbsent(weight, w -> {
            Host host = sketch.host();
            Parameter parameter = new Parameter(
                    OWNER + "." + w,
                    host.weights().shape(w),
                    (values, shape, random) -> System.arraycopy(host.weights().values(w), 0, values, 0, values.length),
                    null);
            variables.declare(parameter.name(), parameter.shape());
            return parameter;
        });
    }

    @Override
    public boolean has(String weight) {
        return sketch.has(weight);
    }

    /** The weight that an operand is; empty where it is none. */
    Optional<String> name(Operand<TFloat32> operand) {
        Optional<String> copied = copies.keySet().stream()
                .filter(weight -> get(weight) == operand)
                .findFirst();
        return copied.isPresent() ? copied : sketch.weight(operand);
    }
}
