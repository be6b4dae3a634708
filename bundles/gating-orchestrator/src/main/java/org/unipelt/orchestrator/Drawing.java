package org.unipelt.orchestrator;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;

/** A plan while it is drawn: its variables, and as many forward passes over them as are wanted. */
final class Drawing implements AutoCloseable {

    /** A forward pass; the operands are for drawing with. */
    record Pass(
            FedBatch.Names fed,
            GraphScope scope,
            ModelOutputs outputs,
            Operand<TFloat32> scores,
            List<Slot> slots,
            Operand<TFloat32> gates) {}

    private final Sketch sketch;
    private final Plan plan;
    private final boolean faithful;
    private final Variables variables;

    Drawing(Host host, Plan plan, boolean faithful) {
        this.plan = plan;
        this.faithful = faithful;
        sketch = new Sketch(host);
        variables = sketch.variables();
        for (Parameter parameter : plan.allParameters()) {
            variables.declare(parameter.name(), parameter.shape());
        }
    }

    Sketch sketch() {
        return sketch;
    }

    Plan plan() {
        return plan;
    }

    Variables variables() {
        return variables;
    }

    /** @param chance seed and step of a pass with dropout; null for one that predicts */
    Pass pass(Operand<TInt64> chance) {
        Ops tf = sketch.ops();
        Placeholder.Options any = Placeholder.shape(Shape.of(-1, -1));
        ModelInputs inputs = new ModelInputs(
                tf.placeholder(TInt32.class, any),
                tf.placeholder(TInt32.class, any),
                tf.placeholder(TFloat32.class, any));
        DrawScope scope = new DrawScope(tf, p -> variables.get(p.name()).value(), chance);
        Gates gates = new Gates(scope, plan, faithful);
        gates.masked(inputs.mask());
        ModelOutputs outputs = sketch.host().model().draw(scope, sketch, new GatedSites(scope, plan, gates), inputs);
        Operand<TFloat32> scores = plan.head() == null ? null : plan.head().scores(scope, outputs);
        FedBatch.Names fed = new FedBatch.Names(
                sketch.name(inputs.ids()), sketch.name(inputs.typeIds()), sketch.name(inputs.mask()));
        return new Pass(fed, scope, outputs, scores, gates.slots(), gates.values());
    }

    /** Adds what was drawn to the host's session. */
    void commit() {
        sketch.commit();
    }

    @Override
    public void close() {
        sketch.close();
    }
}
