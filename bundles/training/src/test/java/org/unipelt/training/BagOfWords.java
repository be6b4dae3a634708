package org.unipelt.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** Logistic regression on counts of words, in TensorFlow: the smallest model that really learns. */
final class BagOfWords implements TrainableComposition {
    static final int MAXIMUM_LENGTH = 12;

    /** What {@link #save} was given. */
    record Saved(Path pack, Map<String, TensorData> weights, Map<String, Object> results) {}

    private final WordTokenizer tokenizer = new WordTokenizer();
    private final int vocabulary = tokenizer.vocabularySize();
    private final ModelShape shape = new ModelShape(1, vocabulary, vocabulary, MAXIMUM_LENGTH, 0);
    private final SmallGraph graph = new SmallGraph();
    private final List<Parameter> parameters = new ArrayList<>();
    private final Placeholder<TFloat32> counts;
    private final Placeholder<TFloat32> targets;
    private final Operand<TFloat32> scores;
    private final Operand<TFloat32> loss;
    private final List<Op> updates;
    private final List<Saved> saves;
    private final Optional<FrozenLayers> frozen;
    private final List<TokenBatch> kept = new ArrayList<>();
    private final List<Integer> partSizes = new ArrayList<>();
    private boolean closed;

    /** @param frozen what it says of frozen layers, which it has none of */
    BagOfWords(Setup setup, List<Saved> saves, Optional<FrozenLayers> frozen) {
        this.saves = saves;
        this.frozen = frozen;
        Ops ops = graph.ops();
        counts = ops.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1, vocabulary)));
        targets = ops.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
        TaskHead.Drawing drawing = setup.head().declare(shape, Optional.empty(), new HeadWeights(setup.seed()));
        Operand<TFloat32> mask = ops.onesLike(ops.reduceSum(counts, ops.constant(2)));
        scores = drawing.scores(new Scope(), new ModelOutputs(List.of(counts), mask, 0, Map.of()));
        loss = drawing.loss(new Scope(), scores, targets);
        updates = graph.draw(setup.optimiser(), loss, parameter -> setup.rates().getOrDefault("head", 1.0));
    }

    private final class HeadWeights implements Weights {
        private final long seed;

        HeadWeights(long seed) {
            this.seed = seed;
        }

        @Override
        public Parameter parameter(String name, Shape shape, Initializer initializer) {
            Parameter parameter = new Parameter("head." + name, shape, initializer, null);
            float[] values = new float[(int) parameter.size()];
            initializer.fill(values, shape, new Random(seed));
            graph.declare(parameter, values);
            parameters.add(parameter);
            return parameter;
        }

        @Override
        public Parameter frozen(String name, Shape shape, Initializer initializer) {
            throw new UnsupportedOperationException("heads have no frozen parameters");
        }

        @Override
        public Parameter derived(String name, Shape shape, List<Parameter> from, Parameter.Formula formula) {
            return new Parameter("head." + name, shape, Initializer.zeros(), new Parameter.Derivation(from, formula));
        }

        @Override
        public Weights shared() {
            return this;
        }
    }

    private final class Scope implements GraphScope {
        @Override
        public Ops ops() {
            return graph.ops();
        }

        @Override
        public Operand<TFloat32> value(Parameter parameter) {
            return graph.value(parameter);
        }

        @Override
        public boolean training() {
            return true;
        }

        @Override
        public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
            return x;
        }

        @Override
        public Operand<TFloat32> uniform(Operand<TInt32> shape) {
            throw new UnsupportedOperationException("heads leave nothing else to chance");
        }
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public int maximumLength() {
        return shape.maximumLength();
    }

    @Override
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    /** Several parts' gradients are added up in Java: what the update takes is what it takes of a whole batch. */
    @Override
    public double step(List<Part> parts, double learningRate, int step) {
        parts.forEach(part -> partSizes.add(part.batch().rows()));
        if (parts.size() == 1) {
            return feed(parts.get(0), feeds -> graph.update(updates, loss, feeds, step, learningRate));
        }
        int rows = parts.stream().mapToInt(part -> part.batch().rows()).sum();
        List<float[]> sums =
                parameters.stream().map(p -> new float[(int) p.size()]).toList();
        double mean = 0;
        for (Part part : parts) {
            float share = (float) part.batch().rows() / rows;
            SmallGraph.Computed computed = feed(part, feeds -> graph.compute(loss, feeds));
            mean += share * computed.loss();
            for (int i = 0; i < sums.size(); i++) {
                add(sums.get(i), share, computed.gradients().get(i));
            }
        }
        graph.update(updates, sums, step, learningRate);
        return mean;
    }

    private <R> R feed(Part part, Function<Map<Operand<?>, TFloat32>, R> run) {
        try (TFloat32 x = counts(part.batch());
                TFloat32 y = SmallGraph.tensor(Shape.of(part.batch().rows(), 2), part.targets())) {
            return run.apply(Map.of(counts, x, targets, y));
        }
    }

    private static void add(float[] sum, float share, float[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += share * values[i];
        }
    }

    /** The rows of each part of each step. */
    List<Integer> partSizes() {
        return partSizes;
    }

    @Override
    public Optional<FrozenLayers> frozenLayers() {
        return frozen;
    }

    @Override
    public void keep(TokenBatch batch) {
        kept.add(batch);
    }

    /** What it was told to keep. */
    List<TokenBatch> kept() {
        return kept;
    }

    @Override
    public Map<String, TensorData> state() {
        return graph.state();
    }

    @Override
    public void restore(Map<String, TensorData> state) {
        graph.restore(state);
    }

    @Override
    public TextDecoder decoder() {
        throw new UnsupportedOperationException("it only reads");
    }

    @Override
    public List<float[]> scores(Part part) {
        TokenBatch batch = part.batch();
        try (TFloat32 x = counts(batch)) {
            float[] all = graph.get(scores, Map.of(counts, x));
            List<float[]> rows = new ArrayList<>();
            for (int row = 0; row < batch.rows(); row++) {
                rows.add(Arrays.copyOfRange(all, 2 * row, 2 * row + 2));
            }
            return rows;
        }
    }

    private TFloat32 counts(TokenBatch batch) {
        float[] values = new float[batch.rows() * vocabulary];
        for (int cell = 0; cell < batch.ids().length; cell++) {
            values[cell / batch.length() * vocabulary + batch.ids()[cell]] += batch.mask()[cell];
        }
        return SmallGraph.tensor(Shape.of(batch.rows(), 1, vocabulary), values);
    }

    @Override
    public Map<String, TensorData> weights() {
        Map<String, TensorData> weights = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            weights.put(
                    parameter.name(), TensorData.of(parameter.shape(), graph.get(graph.value(parameter), Map.of())));
        }
        return weights;
    }

    @Override
    public void assign(Map<String, TensorData> weights) {
        parameters.forEach(parameter ->
                graph.assign(parameter, weights.get(parameter.name()).floats()));
    }

    @Override
    public Map<String, Long> parameters() {
        return Map.of("head", parameters.stream().mapToLong(Parameter::size).sum());
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public void save(Path pack, Map<String, TensorData> weights, Map<String, Object> results) {
        saves.add(new Saved(pack, weights, results));
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        tokenizer.close();
        graph.close();
    }
}
