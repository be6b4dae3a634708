package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.training.Optimiser.TrainableWeight;
import org.unipelt.api.training.TokenBatch;
import org.unipelt.api.training.TrainableComposition;

/** A composition with a second forward pass that has dropout, and with loss, gradients and updates behind it. */
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
    private final FedBatch.Names fed;
    private final String targets;
    private final String learningRate;
    private final String stepNumber;
    private final String chance;
    private final String loss;
    private final List<String> updates;
    private final AtomicBoolean closed = new AtomicBoolean();

    private GraphTraining(Drawing drawing, Setup setup, Saver saver) {
        this.saver = saver;
        seed = setup.seed();
        composed = new Composed(drawing);
        Sketch sketch = drawing.sketch();
        Ops tf = sketch.ops();
        moments = new Variables(tf, composed.host().nextScope(), sketch::name);
        Placeholder<TInt64> chanceFed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
        Placeholder<TFloat32> targetsFed = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1)));
        Placeholder<TFloat32> rateFed = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        Placeholder<TFloat32> stepFed = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        Drawing.Pass pass = drawing.pass(chanceFed);
        Operand<TFloat32> drawnLoss = drawing.plan().head().loss(pass.scope(), pass.scores(), targetsFed);
        updates = setup
                .optimiser()
                .draw(new UpdateScope(tf, stepFed, rateFed, moments), weights(drawing, drawnLoss, (float)
                        setup.maximumGradientNorm()))
                .stream()
                .map(sketch::name)
                .toList();
        fed = pass.fed();
        chance = sketch.name(chanceFed.asOutput());
        targets = sketch.name(targetsFed.asOutput());
        learningRate = sketch.name(rateFed.asOutput());
        stepNumber = sketch.name(stepFed.asOutput());
        loss = sketch.name(drawnLoss);
    }

    /** Draws a plan with its training into a host, with initial weights. */
    static GraphTraining draw(Host host, Plan plan, boolean faithful, Setup setup, Saver saver) {
        try (Drawing drawing = new Drawing(host, plan, faithful)) {
            GraphTraining training = new GraphTraining(drawing, setup, saver);
            drawing.commit();
            training.composed.assign(Map.of(), setup.seed());
            training.moments.clear(host.session());
            return training;
        }
    }

    private static List<TrainableWeight> weights(Drawing drawing, Operand<TFloat32> loss, float maximumNorm) {
        List<Parameter> parameters = drawing.plan().allParameters();
        List<Operand<TFloat32>> values = parameters.stream()
                .map(p -> drawing.variables().get(p.name()).value())
                .toList();
        List<Operand<TFloat32>> gradients = Gradients.of(drawing.sketch().graph(), loss, values);
        int unused = gradients.indexOf(null);
        if (unused >= 0) {
            throw new ConfigurationException(
                    "parameter " + parameters.get(unused).name(), "the loss does not depend on it", "Leave it out");
        }
        if (maximumNorm > 0) {
            gradients = Gradients.clipped(drawing.sketch().ops(), gradients, maximumNorm);
        }
        List<TrainableWeight> weights = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Variables.Variable variable =
                    drawing.variables().get(parameters.get(i).name());
            weights.add(new TrainableWeight(parameters.get(i), variable.handle(), variable.value(), gradients.get(i)));
        }
        return weights;
    }

    @Override
    public double step(TokenBatch batch, float[] targetValues, double rate, int step) {
        Session.Runner runner = composed.host().session().runner().fetch(loss);
        updates.forEach(runner::addTarget);
        Shape targetShape = Shape.of(batch.rows(), targetValues.length / batch.rows());
        try (FedBatch tensors = FedBatch.of(batch);
                TFloat32 expected = Tensors.of(targetShape, targetValues);
                TFloat32 rateTensor = TFloat32.scalarOf((float) rate);
                TFloat32 stepTensor = TFloat32.scalarOf(step);
                TInt64 chanceTensor = TInt64.vectorOf(seed, step)) {
            tensors.into(runner, fed)
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
        if (closed.compareAndSet(false, true)) {
            moments.destroy(composed.host().session());
            composed.release();
            composed.host().leave();
        }
    }
}
