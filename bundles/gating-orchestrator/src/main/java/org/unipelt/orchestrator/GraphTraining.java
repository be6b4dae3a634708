package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.training.Optimiser.OptimiserScope;
import org.unipelt.api.training.Optimiser.TrainableWeight;
import org.unipelt.api.training.TokenBatch;
import org.unipelt.api.training.TrainableComposition;

/** A composition with a second drawing that has dropout, a loss, gradients and updates. */
final class GraphTraining implements TrainableComposition {

    /** Writes packs of this composition. */
    @FunctionalInterface
    interface Saver {
        void save(Path pack, Map<String, TensorData> weights, Map<String, Object> results);
    }

    private final Composed composed;
    private final Saver saver;
    private final long seed;
    private final Variables moments;
    private final Composed.Drawn training;
    private final Placeholder<TFloat32> targets;
    private final Placeholder<TFloat32> learningRate;
    private final Placeholder<TFloat32> stepNumber;
    private final Placeholder<TInt64> chance;
    private final Operand<TFloat32> loss;
    private final List<Op> updates;

    GraphTraining(Composed composed, Setup setup, Saver saver) {
        this.composed = composed;
        this.saver = saver;
        this.seed = setup.seed();
        Host host = composed.host();
        synchronized (host) {
            Ops tf = host.ops().withSubScope(host.nextScope());
            moments = new Variables(host.ops(), host.nextScope());
            chance = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
            targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1)));
            learningRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            stepNumber = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            training = composed.draw(tf, chance);
            loss = composed.plan()
                    .head()
                    .loss(
                            new DrawScope(
                                    tf, p -> composed.variables().get(p.name()).value(), chance),
                            training.scores(),
                            targets);
            updates = setup.optimiser().draw(new Scope(tf), weights(tf, setup.maximumGradientNorm()));
            Map<String, float[]> zeros = new LinkedHashMap<>();
            moments.names()
                    .forEach(n -> zeros.put(
                            n, new float[Math.toIntExact(moments.get(n).shape().size())]));
            moments.assign(host.session(), zeros);
        }
    }

    private List<TrainableWeight> weights(Ops tf, double maximumNorm) {
        List<Parameter> parameters = composed.plan().allParameters();
        List<Operand<TFloat32>> values = parameters.stream()
                .map(p -> composed.variables().get(p.name()).value())
                .toList();
        List<Operand<TFloat32>> gradients = Gradients.of(composed.host().graph(), loss, values);
        int unused = gradients.indexOf(null);
        if (unused >= 0) {
            throw new ConfigurationException(
                    "parameter " + parameters.get(unused).name(), "the loss does not depend on it", "Leave it out");
        }
        List<Operand<TFloat32>> scaled = gradients;
        if (maximumNorm > 0) {
            scaled = clipped(tf, scaled, (float) maximumNorm);
        }
        List<TrainableWeight> weights = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Variables.Variable variable =
                    composed.variables().get(parameters.get(i).name());
            weights.add(new TrainableWeight(parameters.get(i), variable.handle(), variable.value(), scaled.get(i)));
        }
        return weights;
    }

    /** Scales all gradients by maximum / norm where their common norm is larger (Pascanu et al. 2013, arXiv 1211.5063). */
    private static List<Operand<TFloat32>> clipped(Ops tf, List<Operand<TFloat32>> gradients, float maximum) {
        List<Operand<TFloat32>> halfSquares = new ArrayList<>();
        gradients.forEach(g -> halfSquares.add(tf.nn.l2Loss(g)));
        Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.math.addN(halfSquares), tf.constant(2f)));
        Operand<TFloat32> factor = tf.math.div(tf.constant(maximum), tf.math.maximum(norm, tf.constant(maximum)));
        return gradients.stream()
                .<Operand<TFloat32>>map(g -> tf.math.mul(g, factor))
                .toList();
    }

    /** What the optimiser draws with. */
    private final class Scope implements OptimiserScope {
        private final Ops tf;

        Scope(Ops tf) {
            this.tf = tf;
        }

        @Override
        public Ops ops() {
            return tf;
        }

        @Override
        public Operand<TFloat32> step() {
            return stepNumber;
        }

        @Override
        public Operand<TFloat32> learningRate() {
            return learningRate;
        }

        @Override
        public Operand<? extends TType> slot(TrainableWeight weight, String name) {
            return moments.declare(
                            weight.parameter().name() + "/" + name,
                            weight.parameter().shape())
                    .handle();
        }
    }

    @Override
    public double step(TokenBatch batch, float[] targetValues, double rate, int step) {
        Session.Runner runner = composed.host().session().runner().fetch(loss);
        updates.forEach(runner::addTarget);
        try (FedBatch fed = FedBatch.of(batch);
                TFloat32 expected =
                        Tensors.of(Shape.of(batch.rows(), targetValues.length / batch.rows()), targetValues);
                TFloat32 rateTensor = TFloat32.scalarOf((float) rate);
                TFloat32 stepTensor = TFloat32.scalarOf(step);
                TInt64 chanceTensor = TInt64.vectorOf(seed, step)) {
            fed.into(runner, training.fed())
                    .feed(targets, expected)
                    .feed(learningRate, rateTensor)
                    .feed(stepNumber, stepTensor)
                    .feed(chance, chanceTensor);
            try (Result result = runner.run()) {
                return Tensors.floats(result.get(0))[0];
            }
        }
    }

    @Override
    public ModelShape shape() {
        return composed.host().model().shape();
    }

    @Override
    public TextTokenizer tokenizer() {
        return composed.host().tokenizer();
    }

    @Override
    public List<float[]> scores(TokenBatch batch) {
        return composed.run(batch, false).scores();
    }

    @Override
    public Map<String, TensorData> weights() {
        return composed.variables().read(composed.host().session());
    }

    @Override
    public void assign(Map<String, TensorData> weights) {
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.forEach((name, data) -> {
            Variables.Variable variable = composed.variables().get(name);
            if (variable == null || !variable.shape().equals(data.shape())) {
                throw new ConfigurationException(
                        "weight " + name,
                        variable == null
                                ? "the composition has no such weight"
                                : "it has shape " + data.shape() + " and the composition needs " + variable.shape(),
                        "Take the weights of the same composition");
            }
            values.put(name, data.floats());
        });
        composed.variables().assign(composed.host().session(), values);
    }

    @Override
    public Map<String, Long> parameters() {
        return Orchestrator.count(composed.plan());
    }

    @Override
    public String device() {
        return composed.host().device().name();
    }

    @Override
    public void save(Path pack, Map<String, TensorData> weights, Map<String, Object> results) {
        saver.save(pack, weights, results);
    }

    @Override
    public void close() {
        moments.destroy(composed.host().session());
        composed.release();
        composed.host().leave();
    }
}
