package org.unipelt.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/**
 * What a bundle draws, with its gradients, as the orchestrator makes them: drawn and differentiated in one graph, exported,
 * imported into another under a prefix, and run there by name. Inputs and parameters are fed by their names, in any batch
 * and length.
 */
@ProviderType
public final class DrawnGraph implements AutoCloseable {
    private static final String PREFIX = "host/scope_1";
    private static final double DEVIATION = 0.6;

    private final Graph host = new Graph();
    private final Session session = new Session(host);
    private final Map<String, Parameter> parameters;
    private final Map<String, String> placeholders = new LinkedHashMap<>();
    private final Map<String, String> gradients = new LinkedHashMap<>();
    private final String output;
    private final String weights;

    /** Draws the output. */
    private interface Drawing {
        Operand<TFloat32> draw(PlaceholderScope scope);
    }

    /**
     * @param needed the shape that the framework asks of the output
     * @param training the mode of the graph that runs; the framework draws both, and so the other one has to succeed too
     */
    private DrawnGraph(
            Map<String, Shape> inputs,
            Collection<Parameter> declared,
            Shape needed,
            boolean training,
            Drawing drawing) {
        try (Graph graph = new Graph();
                Graph other = new Graph()) {
            draw(new PlaceholderScope(other, !training), inputs, declared, needed, drawing);
            PlaceholderScope scope = new PlaceholderScope(graph, training);
            Operand<TFloat32> drawn = draw(scope, inputs, declared, needed, drawing);
            Operand<TFloat32> by = scope.ops().placeholder(TFloat32.class, Placeholder.shape(drawn.shape()));
            scope.placeholders().forEach((name, placeholder) -> placeholders.put(name, operation(placeholder)));
            nameGradients(graph, drawn, by, scope.placeholders());
            parameters = Collections.unmodifiableMap(scope.parameters());
            output = tensor(drawn);
            weights = operation(by);
            host.importGraphDef(graph.toGraphDef(), PREFIX);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static Operand<TFloat32> draw(
            PlaceholderScope scope,
            Map<String, Shape> inputs,
            Collection<Parameter> declared,
            Shape needed,
            Drawing drawing) {
        inputs.forEach(scope::input);
        declared.forEach(scope::declare);
        Operand<TFloat32> drawn = Objects.requireNonNull(drawing.draw(scope), "nothing is drawn");
        scope.checkRead();
        if (!drawn.shape().isCompatibleWith(needed)) {
            throw new IllegalStateException(
                    "what is drawn has shape " + drawn.shape() + ", and " + needed + " is needed");
        }
        return drawn;
    }

    /**
     * The scores of a gating network for one group, outside training.
     *
     * <p>Inputs: {@code x} [batch, sequence, inputSize], {@code mask} [batch, sequence]. Output: [batch, sequence, slots].
     */
    public static DrawnGraph scores(GateInstance gate, GateGroup group) {
        return scores(gate, group, false);
    }

    /**
     * The scores in training. Inputs beside those of {@link #scores}: what chance gives, {@code uniform} for the first numbers,
     * {@code uniform.1} for the next ones.
     */
    public static DrawnGraph scoresInTraining(GateInstance gate, GateGroup group) {
        return scores(gate, group, true);
    }

    private static DrawnGraph scores(GateInstance gate, GateGroup group, boolean training) {
        DeclaredWeights weights = new DeclaredWeights();
        GateInstance.Scores scores = gate.declare(group, weights);
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("x", Shape.of(-1, -1, group.inputSize()));
        inputs.put("mask", Shape.of(-1, -1));
        return new DrawnGraph(
                inputs,
                weights.parameters().values(),
                Shape.of(-1, -1, group.slots().size()),
                training,
                scope -> scores.draw(scope, scope.input("x"), scope.input("mask")));
    }

    /**
     * A site's output with its shifts, outside training.
     *
     * <p>Inputs: {@code y} [batch, sequence, outputSize] and each shift by its name. Output: y's shape.
     *
     * @param shifts the shifts' shapes by their slots' names, in order, as {@link Aggregation.Combiner#combine} may get them; -1
     *     for batch and sequence
     */
    public static DrawnGraph sum(Aggregation.AtSite aggregation, Site site, Map<String, Shape> shifts) {
        return sum(aggregation, site, shifts, false);
    }

    /** The same in training, with what chance gives as in {@link #scoresInTraining}. */
    public static DrawnGraph sumInTraining(Aggregation.AtSite aggregation, Site site, Map<String, Shape> shifts) {
        return sum(aggregation, site, shifts, true);
    }

    private static DrawnGraph sum(
            Aggregation.AtSite aggregation, Site site, Map<String, Shape> shifts, boolean training) {
        DeclaredWeights weights = new DeclaredWeights();
        List<String> slots = List.copyOf(shifts.keySet());
        Aggregation.Combiner combiner = aggregation.declare(site, slots, weights);
        Shape whole = Shape.of(-1, -1, site.outputSize());
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("y", whole);
        inputs.putAll(shifts);
        return new DrawnGraph(
                inputs,
                weights.parameters().values(),
                whole,
                training,
                scope -> combiner.combine(
                        scope,
                        scope.input("y"),
                        slots.stream().map(scope::input).toList()));
    }

    /**
     * The shift that a function computes at a site, outside training.
     *
     * <p>Inputs: {@code x} [batch, sequence, inputSize]; for a function that reads the frozen map of its linear site also
     * {@code weight} [inputSize, outputSize], and {@code bias} [outputSize] where the site has one. Output: [batch, sequence,
     * outputSize].
     */
    public static DrawnGraph shift(Contribution.Function function, Site site) {
        return shift(function, site, false);
    }

    /**
     * The same in training, where dropout drops everything: what is left tells where it stands. With what chance gives as in
     * {@link #scoresInTraining}.
     */
    public static DrawnGraph shiftInTraining(Contribution.Function function, Site site) {
        return shift(function, site, true);
    }

    private static DrawnGraph shift(Contribution.Function function, Site site, boolean training) {
        Map<String, Shape> inputs = Map.of("x", Shape.of(-1, -1, site.inputSize()));
        return new DrawnGraph(inputs, List.of(), Shape.of(-1, -1, site.outputSize()), training, scope -> {
            if (site.kind().group() == SiteKind.Group.LINEAR) {
                scope.frozen(site, scope.input("x"));
            }
            return function.draw(scope, scope.input("x"));
        });
    }

    /** The value of a derived parameter, which a pack keeps. Inputs: none but the parameters that it follows from. */
    public static DrawnGraph derived(Parameter parameter) {
        Parameter.Derivation derivation = parameter.derivation();
        return new DrawnGraph(Map.of(), derivation.from(), parameter.shape(), false, scope -> derivation
                .formula()
                .draw(scope));
    }

    /** The parameters that were declared or read, by name. */
    public Map<String, Parameter> parameters() {
        return parameters;
    }

    /** Random values of all parameters, the same at every call; modifiable, so that a test may add the inputs. */
    public Map<String, Values> randomValues() {
        Map<String, Values> values = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> values.put(
                name,
                Values.random(name.hashCode(), DEVIATION, parameter.shape().asArray())));
        return values;
    }

    /** The output, in row-major order. */
    public double[] output(Map<String, Values> fed) {
        return run(fed, List.of(output)).get(0);
    }

    /**
     * The gradients of the sum over the output, each number of it multiplied by its weight.
     *
     * @param by the weights, in the output's shape
     * @param names inputs and parameters
     * @return a gradient for each name, in order; 0 where the output does not follow from it
     */
    public List<double[]> gradients(Map<String, Values> fed, Values by, String... names) {
        Map<String, Values> all = new LinkedHashMap<>(fed);
        all.put(weights, by);
        List<String> connected =
                Arrays.stream(names).filter(gradients::containsKey).toList();
        // the output is fetched too, since TensorFlow runs nothing where nothing is fetched
        List<String> fetched = new ArrayList<>(List.of(output));
        connected.forEach(name -> fetched.add(gradients.get(name)));
        List<double[]> read = run(all, fetched);
        return Arrays.stream(names)
                .map(name -> connected.contains(name) ? read.get(1 + connected.indexOf(name)) : zeros(fed, name))
                .toList();
    }

    private double[] zeros(Map<String, Values> fed, String name) {
        placeholder(name);
        return new double[fed.get(name).data().length];
    }

    private List<double[]> run(Map<String, Values> fed, List<String> fetched) {
        Session.Runner runner = session.runner();
        List<Tensor> tensors = new ArrayList<>();
        try {
            fed.forEach((name, values) -> {
                String operation = name.equals(weights) ? weights : placeholder(name);
                tensors.add(values.tensor());
                runner.feed(operation, tensors.get(tensors.size() - 1));
            });
            fetched.forEach(runner::fetch);
            try (Result result = runner.run()) {
                List<double[]> read = new ArrayList<>();
                result.forEach(entry -> read.add(numbers((TFloat32) entry.getValue())));
                return read;
            }
        } finally {
            tensors.forEach(Tensor::close);
        }
    }

    private String placeholder(String name) {
        String operation = placeholders.get(name);
        if (operation == null) {
            throw new IllegalArgumentException("nothing is called " + name + " here, but " + placeholders.keySet());
        }
        return operation;
    }

    private void nameGradients(Graph graph, Operand<?> drawn, Operand<?> by, Map<String, Operand<TFloat32>> of) {
        // TensorFlow refuses what the output does not follow from
        Set<String> upstream = graph.subgraphTo(Set.of(drawn)).stream()
                .map(GraphOperation::name)
                .collect(Collectors.toSet());
        List<String> names = of.keySet().stream()
                .filter(name -> upstream.contains(of.get(name).op().name()))
                .toList();
        Output<?>[] added = graph.addGradients(
                null,
                new Output<?>[] {drawn.asOutput()},
                names.stream().map(name -> of.get(name).asOutput()).toArray(Output<?>[]::new),
                new Output<?>[] {by.asOutput()});
        for (int i = 0; i < added.length; i++) {
            // and gives no operation where nothing flows back
            if (added[i].index() >= 0) {
                gradients.put(names.get(i), tensor(added[i]));
            }
        }
    }

    private static double[] numbers(TFloat32 tensor) {
        double[] numbers = new double[(int) tensor.size()];
        int[] next = {0};
        tensor.scalars().forEach(s -> numbers[next[0]++] = s.getFloat());
        return numbers;
    }

    private static String operation(Operand<?> operand) {
        return PREFIX + "/" + operand.op().name();
    }

    private static String tensor(Operand<?> operand) {
        return operation(operand) + ":" + operand.asOutput().index();
    }

    @Override
    public void close() {
        session.close();
        host.close();
    }
}
