package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.text.TokenBatch;

/** A plan in a host's session: its own variables, and a forward pass that predicts. */
final class Composed {

    /** A batch's scores, and its gates where they were asked for; both a row for each text. */
    record Answer(List<float[]> scores, List<float[]> gates) {}

    private final Host host;
    private final Plan plan;
    private final Limits limits;
    private final Variables variables;
    private final FedBatch.Names fed;
    private final List<Parameter> parameters;
    private final Map<String, String> deployed = new LinkedHashMap<>();
    private final List<Slot> slots;
    private final String scores;
    private final String frozenStates;
    private final Optional<KeptStates> kept;
    private final String gates;
    private final Supplier<Drawing> further;
    private SessionDecoder decoder;

    /** Draws the pass; it can run when the drawing is committed and the weights are assigned. */
    Composed(Drawing drawing) {
        Sketch sketch = drawing.sketch();
        host = sketch.host();
        plan = drawing.plan();
        limits = Limits.of(host, plan);
        further = drawing.further();
        variables = drawing.variables();
        Drawing.Pass pass = drawing.prediction();
        fed = pass.fed();
        slots = pass.gates().slots();
        scores = sketch.name(pass.scores());
        Optional<Operand<TFloat32>> frozen = drawing.frontier().flatMap(frontier -> frontier.states(pass));
        frozenStates = frozen.map(sketch::name).orElse(null);
        kept = frozen.map(KeptStates::of);
        Operand<TFloat32> values = pass.gates().values();
        gates = values == null ? null : sketch.name(values);
        drawing.deployed(pass).forEach((parameter, value) -> deployed.put(parameter.name(), sketch.name(value)));
        parameters =
                drawing.parameters().values().stream().flatMap(List::stream).toList();
    }

    /**
     * Draws a plan beside what the host has, and sets its weights.
     *
     * @param values weights by parameter name; parameters that are not in it get their initial values
     * @param seed for initial values
     */
    static Composed draw(Host host, Plan plan, Map<String, float[]> values, long seed) {
        try (Drawing drawing = new Drawing(host, plan, Drawing.Purpose.DEPLOYED, OwnBase.Extent.of(values.keySet()))) {
            Composed composed = new Composed(drawing);
            drawing.commit();
            composed.assign(values, seed);
            return composed;
        }
    }

    /** Sets all weights: those that are given, and initial ones. */
    void assign(Map<String, float[]> values, long seed) {
        InitialValues.assign(variables, host, parameters, values, seed);
    }

    Answer run(TokenBatch batch, boolean withGates) {
        return run(new Part(batch, new float[0]), withGates);
    }

    Answer run(Part part, boolean withGates) {
        return run(part, withGates, Optional.empty());
    }

    /** @param given what is given at the frontier for the batch, as {@link #kept} has it; empty to compute it */
    Answer run(Part part, boolean withGates, Optional<TFloat32> given) {
        boolean fetchGates = withGates && gates != null;
        Session.Runner runner = host.session().runner().fetch(scores);
        if (fetchGates) {
            runner.fetch(gates);
        }
        given.ifPresent(states -> runner.feed(frozenStates, states));
        try (FedBatch tensors = FedBatch.of(part, limits);
                Result result = tensors.into(runner, fed).run()) {
            return new Answer(
                    scores(result.get(0), part.written() == null ? part.batch() : part.written()),
                    fetchGates
                            ? rows(Tensors.floats(result.get(1)), part.batch().rows())
                            : List.of());
        }
    }

    /** What was kept of what is given at the frontier; empty where there is none. */
    Optional<KeptStates> kept() {
        return kept;
    }

    /** Computes what is given at the frontier for a batch, and keeps it. */
    void keep(TokenBatch batch) {
        if (kept.isEmpty()) {
            return;
        }
        try (FedBatch tensors = FedBatch.of(batch, limits);
                Result result = tensors.into(host.session().runner().fetch(frozenStates), fed)
                        .run()) {
            kept.get().keep(batch, Tensors.floats(result.get(0)));
        }
    }

    /** The gates alone, for each row; empty where there are none to learn. */
    List<float[]> gates(Part part) {
        if (gates == null) {
            return List.of();
        }
        Session.Runner runner = host.session().runner().fetch(gates);
        try (FedBatch tensors = FedBatch.of(part, limits);
                Result result = tensors.into(runner, fed).run()) {
            return rows(Tensors.floats(result.get(0)), part.batch().rows());
        }
    }

    /** Those of each row; of tokens where each has its own. */
    private static List<float[]> scores(Tensor tensor, TokenBatch read) {
        List<float[]> rows = rows(Tensors.floats(tensor), read.rows());
        if (tensor.shape().numDimensions() < 3) {
            return rows;
        }
        int size = Math.toIntExact(tensor.shape().get(2));
        List<float[]> ofTokens = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            ofTokens.add(ofTokens(rows.get(row), size, read, row));
        }
        return ofTokens;
    }

    private static float[] ofTokens(float[] scores, int size, TokenBatch read, int row) {
        int first = 0;
        while (first < read.length() && read.mask()[row * read.length() + first] == 0) {
            first++;
        }
        int end = read.length();
        while (end > first && read.mask()[row * read.length() + end - 1] == 0) {
            end--;
        }
        return Arrays.copyOfRange(scores, first * size, end * size);
    }

    private static List<float[]> rows(float[] values, int rows) {
        int width = values.length / rows;
        List<float[]> split = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            split.add(Arrays.copyOfRange(values, row * width, (row + 1) * width));
        }
        return split;
    }

    /** The composition as one that writes. */
    synchronized TextDecoder decoder() {
        if (decoder == null) {
            decoder = new SessionDecoder(host, limits, further);
        }
        return decoder;
    }

    Host host() {
        return host;
    }

    Plan plan() {
        return plan;
    }

    /** What it can read. */
    Limits limits() {
        return limits;
    }

    /** The weights as a pack holds them, derived ones by their values. */
    Map<String, TensorData> deployed() {
        return Tensors.fetch(host.session(), deployed);
    }

    Variables variables() {
        return variables;
    }

    /** The slots in the order of the gate values. */
    List<Slot> slots() {
        return slots;
    }

    /** Frees the variables; the caller has made sure that nobody runs it. */
    void release() {
        variables.destroy(host.session());
    }
}
