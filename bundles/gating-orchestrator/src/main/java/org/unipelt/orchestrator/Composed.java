package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.training.TokenBatch;

/** A plan drawn into a host: its own variables, and a graph that predicts. */
final class Composed {

    /** Placeholders of a batch. */
    record Fed(Placeholder<TInt32> ids, Placeholder<TInt32> typeIds, Placeholder<TFloat32> mask) {
        static Fed declare(Ops tf) {
            Placeholder.Options any = Placeholder.shape(Shape.of(-1, -1));
            return new Fed(
                    tf.placeholder(TInt32.class, any),
                    tf.placeholder(TInt32.class, any),
                    tf.placeholder(TFloat32.class, any));
        }

        ModelInputs inputs() {
            return new ModelInputs(ids, typeIds, mask);
        }
    }

    /** One drawing of the plan. */
    record Drawn(Fed fed, ModelOutputs outputs, Operand<TFloat32> scores, List<Slot> slots, Operand<TFloat32> gates) {}

    /** A batch's scores, and its gates where they were asked for. */
    record Answer(List<float[]> scores, List<float[]> gates) {}

    private final Host host;
    private final Plan plan;
    private final boolean faithful;
    private final Variables variables;
    private final Drawn predicting;

    private Composed(Host host, Plan plan, boolean faithful) {
        this.host = host;
        this.plan = plan;
        this.faithful = faithful;
        String scope = host.nextScope();
        variables = new Variables(host.ops(), scope);
        for (Parameter parameter : plan.allParameters()) {
            variables.declare(parameter.name(), parameter.shape());
        }
        predicting = draw(host.ops().withSubScope(scope), null);
    }

    /**
     * Draws a plan beside what the host has, and sets its weights.
     *
     * @param values weights by parameter name; parameters that are not in it get their initial values
     * @param seed for initial values
     */
    static Composed draw(Host host, Plan plan, boolean faithful, Map<String, float[]> values, long seed) {
        synchronized (host) { // TensorFlow's scopes are not made for two threads
            Composed composed = new Composed(host, plan, faithful);
            Map<String, float[]> all = new LinkedHashMap<>();
            for (Parameter parameter : plan.allParameters()) {
                float[] given = values.get(parameter.name());
                all.put(parameter.name(), given == null ? InitialValues.of(parameter, seed) : given);
            }
            composed.variables.assign(host.session(), all);
            return composed;
        }
    }

    /** @param chance seed and step of a graph with dropout; null for one that predicts */
    Drawn draw(Ops tf, Operand<TInt64> chance) {
        Fed fed = Fed.declare(tf);
        DrawScope drawScope = new DrawScope(tf, p -> variables.get(p.name()).value(), chance);
        Gates gates = new Gates(drawScope, plan, faithful);
        gates.masked(fed.mask());
        ModelOutputs outputs = host.model().draw(drawScope, host, new GatedSites(drawScope, plan, gates), fed.inputs());
        Operand<TFloat32> scores = plan.head() == null ? null : plan.head().scores(drawScope, outputs);
        return new Drawn(fed, outputs, scores, gates.slots(), gates.values());
    }

    Answer run(TokenBatch batch, boolean withGates) {
        boolean fetchGates = withGates && predicting.gates() != null;
        Session.Runner runner = host.session().runner().fetch(predicting.scores());
        if (fetchGates) {
            runner.fetch(predicting.gates());
        }
        try (FedBatch fed = FedBatch.of(batch);
                Result result = fed.into(runner, predicting.fed()).run()) {
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

    Host host() {
        return host;
    }

    Plan plan() {
        return plan;
    }

    Variables variables() {
        return variables;
    }

    List<Slot> slots() {
        return predicting.slots();
    }

    /** Frees the variables; the caller has made sure that nobody runs it. */
    void release() {
        variables.destroy(host.session());
    }
}
