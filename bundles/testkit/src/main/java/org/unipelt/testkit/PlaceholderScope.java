package org.unipelt.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.pelt.FrozenMap;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;

/** A graph in which inputs and parameters are fed, and what chance would give. */
final class PlaceholderScope implements GraphScope {
    private final Ops tf;
    private final boolean training;
    private final Map<String, Operand<TFloat32>> placeholders = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();
    private final Map<String, String> ingredients = new HashMap<>();
    private final Map<Site, FrozenMap> maps = new HashMap<>();
    private int draws;

    PlaceholderScope(Graph graph, boolean training) {
        this.tf = Ops.create(graph);
        this.training = training;
    }

    void input(String name, Shape shape) {
        placeholders.put(name, tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
    }

    Operand<TFloat32> input(String name) {
        return placeholders.get(name);
    }

    /** Inputs and parameters, by name. */
    Map<String, Operand<TFloat32>> placeholders() {
        return placeholders;
    }

    Map<String, Parameter> parameters() {
        return parameters;
    }

    @Override
    public Ops ops() {
        return tf;
    }

    /** A parameter that may be read. */
    void declare(Parameter parameter) {
        String name = parameter.name();
        if (parameters.putIfAbsent(name, parameter) != null) {
            return;
        }
        if (placeholders.containsKey(name)) {
            throw new IllegalArgumentException("a parameter is called as an input: " + name);
        }
        input(name, parameter.shape());
        if (parameter.derived()) {
            parameter.derivation().from().forEach(ingredient -> ingredients.put(ingredient.name(), name));
        }
    }

    @Override
    public Operand<TFloat32> value(Parameter parameter) {
        declare(parameter);
        read.add(parameter.name());
        return input(parameter.name());
    }

    /** As in the framework: of what a pack keeps only the derived parameter is left, when training has ended. */
    void checkRead() {
        ingredients.forEach((ingredient, derived) -> {
            if (read.contains(ingredient)) {
                throw new IllegalStateException("parameter " + ingredient + " is read, and " + derived
                        + " is derived from it: only the latter is left after training");
            }
        });
    }

    @Override
    public boolean training() {
        return training;
    }

    /** In training drops everything, so that what is left tells where dropout stands. */
    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout is " + rate + ", and not from 0 to below 1");
        }
        return training && rate > 0 ? tf.zerosLike(x) : x;
    }

    /** An input: {@code uniform}, the next ones {@code uniform.1} and so on. */
    @Override
    public Operand<TFloat32> uniform(Operand<TInt32> shape) {
        if (!training) {
            throw new IllegalStateException("there is no chance outside training");
        }
        String name = "uniform" + (draws == 0 ? "" : "." + draws);
        draws++;
        // drawn for its shape alone, of which all is known that can be
        input(name, tf.random.statelessRandomUniform(shape, tf.array(0L, 0L)).shape());
        return input(name);
    }

    @Override
    public Operand<TFloat32> linear(Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
        if (x.shape().numDimensions() != 3 || x.shape().get(2) < 0) {
            throw new IllegalArgumentException(
                    "linear reads [batch, sequence, in], in known, and is given " + x.shape());
        }
        return GraphScope.super.linear(x, weight, bias);
    }

    /** A map with the inputs {@code weight}, and {@code bias} where the site has one. */
    void frozen(Site site, Operand<TFloat32> x) {
        input("weight", Shape.of(site.inputSize(), site.outputSize()));
        if (site.biased()) {
            input("bias", Shape.of(site.outputSize()));
        }
        Operand<TFloat32> bias = site.biased() ? input("bias") : null;
        maps.put(site, new FrozenMap(input("weight"), bias, linear(x, input("weight"), bias)));
    }

    @Override
    public FrozenMap frozen(Site site) {
        FrozenMap map = maps.get(site);
        return map == null ? GraphScope.super.frozen(site) : map;
    }
}
