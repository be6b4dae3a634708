package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A composition with a second forward pass that has dropout, and with loss, gradients and updates behind it. */
final class GraphTraining implements TrainableComposition {

    /** Writes packs of this composition. */
    @FunctionalInterface
    interface Saver {
        void save(Path pack, Map<String, TensorData> weights, Map<String, Object> results);
    }

    private final Composed composed;
    private final DrawnTraining drawn;
    private final Map<String, Long> parameters;
    private final Saver saver;
    private final Optional<FrozenLayers> frozenLayers;
    private final long seed;
    private final AtomicBoolean closed = new AtomicBoolean();

    private GraphTraining(Drawing drawing, Setup setup, Saver saver) {
        this.saver = saver;
        seed = setup.seed();
        composed = new Composed(drawing);
        drawn = new DrawnTraining(drawing, setup);
        parameters = count(drawing.trained());
        frozenLayers = composed.kept()
                .map(kept -> new FrozenLayers(
                        drawing.frontier().orElseThrow().layers(),
                        kept.bytesPerToken(),
                        kept.bytesPerText(),
                        drawn.dropped()));
    }

    /** How many numbers each owner has. */
    static Map<String, Long> count(Map<String, List<Parameter>> parameters) {
        Map<String, Long> counts = new LinkedHashMap<>();
        parameters.forEach((owner, owned) ->
                counts.put(owner, owned.stream().mapToLong(Parameter::size).sum()));
        return counts;
    }

    /** Draws a plan with its training into a host, with initial weights. */
    static GraphTraining draw(Host host, Plan plan, OwnBase.Extent ownBase, Setup setup, Saver saver) {
        try (Drawing drawing = new Drawing(host, plan, Drawing.Purpose.TRAINED, ownBase)) {
            GraphTraining training = new GraphTraining(drawing, setup, saver);
            drawing.commit();
            training.composed.assign(Map.of(), setup.seed());
            training.drawn.kept().forEach(variables -> variables.clear(host.session()));
            return training;
        }
    }

    @Override
    public double step(List<Part> parts, double rate, int step) {
        int[] counted = parts.stream().mapToInt(this::counted).toArray();
        float all = Math.max(1, IntStream.of(counted).sum());
        double loss = 0;
        for (int i = 0; i < parts.size(); i++) {
            float share = counted[i] / all;
            boolean last = i == parts.size() - 1;
            loss += share * run(parts.get(i), last ? drawn.updates() : drawn.gathers(), share, rate, step, i);
        }
        return loss;
    }

    private int counted(Part part) {
        return composed.plan().head().counted(part.batch().rows(), part.targets());
    }

    private double run(Part part, List<String> targets, float share, double rate, int step, int number) {
        Session.Runner runner = session().runner().fetch(drawn.loss());
        targets.forEach(runner::addTarget);
        TokenBatch batch = part.batch();
        Shape targetShape = Shape.of(batch.rows(), part.targets().length / batch.rows());
        Optional<TFloat32> given = drawn.dropped() ? Optional.empty() : kept(batch);
        // each part drops out others
        long partSeed = seed + number * 0x9E3779B97F4A7C15L;
        DrawnTraining.Fed fed = drawn.fed();
        try (FedBatch tensors = FedBatch.of(part, composed.limits());
                TFloat32 expected = Tensors.of(targetShape, part.targets());
                TFloat32 rateTensor = TFloat32.scalarOf((float) rate);
                TFloat32 stepTensor = TFloat32.scalarOf(step);
                TFloat32 shareTensor = TFloat32.scalarOf(share);
                TInt64 chanceTensor = TInt64.vectorOf(partSeed, step)) {
            tensors.into(runner, fed.batch())
                    .feed(fed.targets(), expected)
                    .feed(fed.learningRate(), rateTensor)
                    .feed(fed.step(), stepTensor)
                    .feed(fed.share(), shareTensor)
                    .feed(fed.chance(), chanceTensor);
            given.ifPresent(states -> runner.feed(drawn.frozenStates(), states));
            try (Result result = runner.run()) {
                return Tensors.floats(result.get(0))[0];
            }
        } finally {
            given.ifPresent(TFloat32::close);
        }
    }

    private Session session() {
        return composed.host().session();
    }

    @Override
    public ModelShape shape() {
        return composed.host().model().shape();
    }

    @Override
    public int maximumLength() {
        return composed.limits().longest();
    }

    @Override
    public TextTokenizer tokenizer() {
        return composed.host().tokenizer();
    }

    @Override
    public List<float[]> scores(Part part) {
        Optional<TFloat32> given = kept(part.batch());
        try {
            return composed.run(part, false, given).scores();
        } finally {
            given.ifPresent(TFloat32::close);
        }
    }

    @Override
    public Optional<FrozenLayers> frozenLayers() {
        return frozenLayers;
    }

    @Override
    public void keep(TokenBatch batch) {
        composed.keep(batch);
    }

    private Optional<TFloat32> kept(TokenBatch batch) {
        return composed.kept().flatMap(kept -> kept.of(batch));
    }

    @Override
    public TextDecoder decoder() {
        return composed.decoder();
    }

    @Override
    public Map<String, TensorData> weights() {
        return composed.variables().read(session());
    }

    @Override
    public void assign(Map<String, TensorData> weights) {
        assign(composed.variables(), weights);
    }

    private void assign(Variables variables, Map<String, TensorData> weights) {
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.forEach((name, data) -> {
            variables.check(name, data.shape());
            values.put(name, data.floats());
        });
        variables.assign(session(), values);
    }

    @Override
    public Map<String, TensorData> state() {
        Map<String, TensorData> state = new LinkedHashMap<>(weights());
        drawn.kept().forEach(variables -> state.putAll(variables.read(session())));
        return state;
    }

    @Override
    public void restore(Map<String, TensorData> state) {
        Map<String, TensorData> left = new LinkedHashMap<>(state);
        restore(composed.variables(), left);
        drawn.kept().forEach(variables -> restore(variables, left));
        if (!left.isEmpty()) {
            throw new ConfigurationException(
                    "training state",
                    "the composition has no " + String.join(", ", left.keySet()),
                    "Take the state of the same composition and training");
        }
    }

    private void restore(Variables variables, Map<String, TensorData> left) {
        Map<String, TensorData> own = new LinkedHashMap<>();
        for (String name : variables.names()) {
            TensorData value = left.remove(name);
            if (value == null) {
                throw new ConfigurationException(
                        "training state", name + " is missing", "Take the state of the same composition and training");
            }
            own.put(name, value);
        }
        assign(variables, own);
    }

    @Override
    public Map<String, Long> parameters() {
        return parameters;
    }

    @Override
    public String device() {
        return composed.host().device().name();
    }

    /** Derived weights are computed from those that are given; the session has its own again afterwards. */
    @Override
    public void save(Path pack, Map<String, TensorData> weights, Map<String, Object> results) {
        Map<String, TensorData> now = weights();
        try {
            assign(weights);
            saver.save(pack, composed.deployed(), results);
        } finally {
            assign(now);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            drawn.kept().forEach(variables -> variables.destroy(session()));
            composed.release();
            composed.host().leave();
        }
    }
}
