package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.text.TokenBatch;

/** A plan in a host's session: its own variables, and a forward pass that predicts. */
final class Composed {

    /** A batch's scores, and its gates where they were asked for. */
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
        boolean fetchGates = withGates && gates != null;
        Session.Runner runner = host.session().runner().fetch(scores);
        if (fetchGates) {
            runner.fetch(gates);
        }
        try (FedBatch tensors = FedBatch.of(batch, limits);
                Result result = tensors.into(runner, fed).run()) {
            return new Answer(
                    rows(Tensors.floats(result.get(0)), batch.rows()),
                    fetchGates ? rows(Tensors.floats(result.get(1)), batch.rows()) : List.of());
        }
    }

    private static List<float[]> rows(float[] values, int rows) {
        int width = values.length / rows;
        List<float[]> split = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            split.add(java.util.Arrays.copyOfRange(values, row * width, (row + 1) * width));
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
