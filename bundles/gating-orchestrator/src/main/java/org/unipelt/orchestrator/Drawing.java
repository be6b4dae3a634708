package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** What a composition's parameters are while it is drawn. */
    enum Purpose {
        /** Each is a variable, but for those that others are derived from. */
        DEPLOYED,
        /** Derived ones are computed from the others. */
        TRAINED
    }

    /** A forward pass; the operands are for drawing with. */
    record Pass(
            FedBatch.Names fed,
            GraphScope scope,
            ModelOutputs outputs,
            Operand<TFloat32> scores,
            Gates gates,
            GatedSites sites) {}

    private final Sketch sketch;
    private final Plan plan;
    private final Purpose purpose;
    private final OwnBase base;
    private final Variables variables;

    Drawing(Host host, Plan plan, Purpose purpose, OwnBase.Extent ownBase) {
        this.plan = plan;
        this.purpose = purpose;
        sketch = new Sketch(host);
        variables = sketch.variables();
        base = new OwnBase(sketch, variables, ownBase);
        (purpose == Purpose.TRAINED ? plan.trained() : plan.deployed())
                .values()
                .forEach(owned -> owned.forEach(p -> variables.declare(p.name(), p.shape())));
    }

    /** The base model alone. */
    static Drawing ofBase(Host host) {
        return new Drawing(host, Plan.NOTHING, Purpose.DEPLOYED, OwnBase.Extent.NOTHING);
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

    /** All that has a variable, by owner; complete when all passes are drawn. */
    Map<String, List<Parameter>> parameters() {
        Map<String, List<Parameter>> all =
                new LinkedHashMap<>(purpose == Purpose.TRAINED ? plan.trained() : plan.deployed());
        if (!base.parameters().isEmpty()) {
            all.put(OwnBase.OWNER, base.parameters());
        }
        return all;
    }

    /** What a pack holds, each with the operand of its value in a pass. */
    Map<Parameter, Operand<TFloat32>> deployed(Pass pass) {
        List<Parameter> held = new ArrayList<>(base.parameters());
        plan.deployed().values().forEach(held::addAll);
        Map<Parameter, Operand<TFloat32>> values = new LinkedHashMap<>();
        held.forEach(parameter -> values.put(parameter, pass.scope().value(parameter)));
        return values;
    }

    /** @param chance seed and step of a pass with dropout; null for one that predicts */
    Pass pass(Operand<TInt64> chance) {
        Ops tf = sketch.ops();
        Placeholder.Options any = Placeholder.shape(Shape.of(-1, -1));
        ModelInputs inputs = new ModelInputs(
                tf.placeholder(TInt32.class, any),
                tf.placeholder(TInt32.class, any),
                tf.placeholder(TFloat32.class, any));
        DrawScope scope = new DrawScope(tf, this::value, chance);
        Gates gates = new Gates(scope, plan.gates());
        gates.masked(inputs.mask(), 0);
        GatedSites sites = new GatedSites(scope, plan, gates);
        ModelOutputs outputs = sketch.host().model().draw(scope, base, sites, inputs);
        Operand<TFloat32> scores = plan.head() == null ? null : plan.head().scores(scope, outputs);
        FedBatch.Names fed = new FedBatch.Names(
                sketch.name(inputs.ids()), sketch.name(inputs.typeIds()), sketch.name(inputs.mask()));
        return new Pass(fed, scope, outputs, scores, gates, sites);
    }

    private Operand<TFloat32> value(Parameter parameter, GraphScope scope) {
        return purpose == Purpose.TRAINED && parameter.derived()
                ? parameter.derivation().formula().draw(scope)
                : variables.get(parameter.name()).value();
    }

    /** The frozen weight that an operand of a pass is, for who wants to fold something into it. */
    Optional<String> baseWeight(Operand<TFloat32> operand) {
        return base.name(operand);
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
