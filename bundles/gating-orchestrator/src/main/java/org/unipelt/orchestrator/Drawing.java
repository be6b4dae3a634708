package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.unipelt.api.Failures;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
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
            DrawScope scope,
            ModelOutputs outputs,
            Operand<TFloat32> scores,
            Gates gates,
            GatedSites sites,
            Cache cache) {}

    private static final String GATES = "gates";

    private final Sketch sketch;
    private final Plan plan;
    private final Purpose purpose;
    private final OwnBase.Extent ownBase;
    private final OwnBase base;
    private final String scope;
    private final Variables variables;
    private final Optional<Frontier> frontier;

    Drawing(Host host, Plan plan, Purpose purpose, OwnBase.Extent ownBase) {
        this(new Sketch(host), null, plan, purpose, ownBase);
    }

    /** @param owner the scope of an earlier drawing of the same plan, whose variables this one uses; null for its own */
    private Drawing(Sketch sketch, String owner, Plan plan, Purpose purpose, OwnBase.Extent ownBase) {
        this.sketch = sketch;
        this.plan = plan;
        this.purpose = purpose;
        this.ownBase = ownBase;
        scope = owner == null ? sketch.scope() : owner;
        variables = sketch.variables(scope);
        base = new OwnBase(sketch, variables, ownBase);
        frontier = Frontier.of(sketch.host().model(), plan, ownBase);
        declared().values().forEach(owned -> owned.forEach(p -> variables.declare(p.name(), p.shape())));
    }

    /** The base model alone. */
    static Drawing ofBase(Host host) {
        return new Drawing(host, Plan.NOTHING, Purpose.DEPLOYED, OwnBase.Extent.NOTHING);
    }

    /** More passes over the same variables, drawn when they are needed. */
    Supplier<Drawing> further() {
        Host host = sketch.host();
        return () -> new Drawing(new Sketch(host), scope, plan, purpose, ownBase);
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

    private Map<String, List<Parameter>> declared() {
        return purpose == Purpose.TRAINED ? plan.inTraining() : plan.deployed();
    }

    /** What has a gradient, by owner: all that has a variable and is not frozen; complete when all passes are drawn. */
    Map<String, List<Parameter>> trained() {
        Map<String, List<Parameter>> trained = new LinkedHashMap<>();
        parameters()
                .forEach((owner, owned) -> trained.put(
                        owner, owned.stream().filter(p -> !p.frozen()).toList()));
        return trained;
    }

    /** All that has a variable, by owner; complete when all passes are drawn. */
    Map<String, List<Parameter>> parameters() {
        Map<String, List<Parameter>> all = new LinkedHashMap<>(declared());
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

    /** Up to where the composition is its frozen base model. */
    Optional<Frontier> frontier() {
        return frontier;
    }

    /** A pass that predicts; it has no gradient. */
    Pass prediction() {
        return pass(null, sketch.host().fuses(), true);
    }

    /** A pass without dropout that has gradients. */
    Pass withGradients() {
        return withGradients(null, true);
    }

    /**
     * A pass that trains.
     *
     * @param chance seed and step of its dropout; null for none
     * @param frozenDropout whether there is dropout below the frontier too
     */
    Pass withGradients(Operand<TInt64> chance, boolean frozenDropout) {
        return pass(chance, false, frozenDropout);
    }

    private Pass pass(Operand<TInt64> chance, boolean fusing, boolean frozenDropout) {
        PassInputs inputs = PassInputs.of(sketch.ops(), sketch.host().model());
        DrawScope drawScope = new DrawScope(sketch.ops(), new Values(), chance, fusing);
        if (frontier.isPresent()) {
            drawScope.frozenPart(frozenDropout);
        }
        Cache cache = Cache.empty(sketch.ops());
        Gates gates = new Gates(drawScope, plan.gates());
        Pass pass = pass(inputs, drawScope, gates, cache);
        List<Slot> ofSamples = gates.ofSamples();
        if (!ofSamples.isEmpty()) {
            cache.kept(GATES, gates.values(ofSamples));
        }
        return pass;
    }

    /**
     * A pass that goes on from others by a token for each row.
     *
     * @param first the first one
     * @param tokens [batch, 1]
     * @param before what the earlier passes left
     */
    Pass goingOn(Pass first, Operand<TInt32> tokens, Function<String, Operand<TFloat32>> before) {
        DrawScope drawScope =
                new DrawScope(sketch.ops(), new Values(), null, sketch.host().fuses());
        Cache cache = Cache.of(sketch.ops(), before);
        Gates gates = new Gates(drawScope, plan.gates());
        List<Slot> ofSamples = first.gates().ofSamples();
        if (!ofSamples.isEmpty()) {
            gates.hold(ofSamples, cache.kept(GATES, null));
        }
        return pass(PassInputs.goingOn(sketch.ops(), sketch.host().model(), tokens), drawScope, gates, cache);
    }

    private Pass pass(PassInputs inputs, DrawScope drawScope, Gates gates, Cache cache) {
        GatedSites sites = new GatedSites(drawScope, plan, gates, cache, inputs.unread());
        ModelOutputs outputs =
                sites.noted(sketch.host().model().draw(drawScope, base, watched(sites, drawScope), inputs.model()));
        drawScope.trained();
        Operand<TFloat32> scores =
                plan.head() == null || cache.goesOn() ? null : plan.head().scores(drawScope, outputs);
        return new Pass(inputs.names(sketch), drawScope, outputs, scores, gates, sites, cache);
    }

    private Sites watched(Sites sites, DrawScope drawScope) {
        return frontier.isEmpty()
                ? sites
                : new WatchedSites(sites, site -> {
                    if (frontier.get().reachedBy(site)) {
                        drawScope.trained();
                    }
                });
    }

    /** The values of the plan's parameters: their variables, or in training what their formulas draw. */
    private final class Values implements DrawScope.Values {
        private final Map<String, String> ingredients = plan.ingredients();

        @Override
        public Operand<TFloat32> apply(Parameter parameter, DrawScope scope) {
            if (purpose == Purpose.TRAINED && parameter.derived()) {
                return derived(parameter, scope);
            }
            Variables.Variable variable = variables.get(parameter.name());
            if (variable == null) {
                throw new IllegalArgumentException("parameter " + parameter.name() + " was not declared");
            }
            return variable.value();
        }

        private Operand<TFloat32> derived(Parameter parameter, DrawScope scope) {
            String fails = "fails at the formula of " + parameter.name() + " (";
            Operand<TFloat32> value;
            try {
                value = Objects.requireNonNull(
                        scope.derived(parameter.derivation().formula()), "it gives nothing");
            } catch (MethodFailure e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                throw plan.failure(plan.owner(parameter), fails + Failures.reason(e) + ")", e);
            }
            if (!value.shape().isCompatibleWith(parameter.shape())) {
                throw plan.failure(
                        plan.owner(parameter),
                        fails + "it gives shape " + value.shape() + ", and " + parameter.shape() + " is declared)",
                        null);
            }
            return value;
        }

        @Override
        public void checkReadable(Parameter parameter) {
            String owner = ingredients.get(parameter.name());
            if (owner != null) {
                throw plan.failure(
                        owner,
                        "reads its parameter " + parameter.name()
                                + " beside the formula of what is derived from it, which alone is left after training",
                        null);
            }
        }
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
