package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.session.TrainableComposition.Setup;
import org.unipelt.api.training.Optimiser.TrainableWeight;

/** The operations of a training step, drawn once. */
final class DrawnTraining {
    private static final Logger LOG = LoggerFactory.getLogger(DrawnTraining.class);

    /** What a step is fed with, by name. */
    record Fed(FedBatch.Names batch, String targets, String learningRate, String step, String share, String chance) {}

    private final Drawing drawing;
    private final Setup setup;
    private final Ops tf;
    private final Operand<TFloat32> rate;
    private final Operand<TFloat32> share;
    private final Variables moments;
    private final Variables sums;
    private final Map<Double, Operand<TFloat32>> rates = new LinkedHashMap<>();
    private final Fed fed;
    private final String loss;
    private final String frozenStates;
    private final boolean dropped;
    private final List<String> gathers;
    private final List<String> updates;

    DrawnTraining(Drawing drawing, Setup setup) {
        this.drawing = drawing;
        this.setup = setup;
        Sketch sketch = drawing.sketch();
        tf = sketch.ops();
        moments = variables(sketch);
        sums = variables(sketch);
        Placeholder<TInt64> chance = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
        Placeholder<TFloat32> targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1)));
        Placeholder<TFloat32> step = scalar();
        rate = scalar();
        share = scalar();
        Drawing.Pass pass = drawing.withGradients(chance, setup.frozenDropout());
        Operand<TFloat32> drawnLoss = loss(pass, targets);
        List<TrainableWeight> weights = weights(pass, drawnLoss);
        List<Op> gathering = new ArrayList<>();
        if (setup.accumulating()) {
            weights = accumulated(weights, gathering);
        }
        if (setup.maximumGradientNorm() > 0) {
            weights = clipped(weights);
        }
        List<Op> updating = setup.optimiser().draw(new UpdateScope(tf, step, moments), weights);
        gathers = gathering.stream().map(sketch::name).toList();
        updates = (setup.accumulating() ? emptied(updating) : updating)
                .stream().map(sketch::name).toList();
        loss = sketch.name(drawnLoss);
        dropped = pass.scope().dropped();
        frozenStates = drawing.frontier()
                .flatMap(frontier -> frontier.states(pass))
                .map(sketch::name)
                .orElse(null);
        fed = new Fed(
                pass.fed(),
                sketch.name(targets.asOutput()),
                sketch.name(rate),
                sketch.name(step.asOutput()),
                sketch.name(share),
                sketch.name(chance.asOutput()));
    }

    private Placeholder<TFloat32> scalar() {
        return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    }

    private Variables variables(Sketch sketch) {
        return new Variables(tf, sketch.host().nextScope(), sketch::name);
    }

    private Operand<TFloat32> loss(Drawing.Pass pass, Operand<TFloat32> targets) {
        List<Operand<TFloat32>> sum = new ArrayList<>();
        sum.add(drawing.plan().head().loss(pass.scope(), pass.scores(), targets));
        pass.gates().penalty().ifPresent(sum::add);
        if (setup.penalties().gateEntropy() != 0) {
            pass.gates()
                    .entropy()
                    .ifPresent(entropy -> sum.add(tf.math.mul(
                            entropy, tf.constant((float) setup.penalties().gateEntropy()))));
        }
        for (Parameter parameter : trained()) {
            Operand<TFloat32> value = drawing.variables().get(parameter.name()).value();
            if (setup.penalties().l1() != 0) {
                Operand<TFloat32> size = tf.math.abs(tf.reshape(value, tf.array(-1)));
                sum.add(tf.math.mul(tf.sum(size, tf.array(0)), tf.constant((float)
                        setup.penalties().l1())));
            }
            if (setup.penalties().l2() != 0) {
                sum.add(tf.math.mul(tf.nn.l2Loss(value), tf.constant((float)
                        setup.penalties().l2())));
            }
        }
        return sum.size() == 1 ? sum.get(0) : tf.math.addN(sum);
    }

    private List<Parameter> trained() {
        return drawing.trained().values().stream().flatMap(List::stream).toList();
    }

    private List<TrainableWeight> weights(Drawing.Pass pass, Operand<TFloat32> drawnLoss) {
        List<Operand<TFloat32>> values = trained().stream()
                .map(p -> drawing.variables().get(p.name()).value())
                .toList();
        List<Operand<TFloat32>> gradients = Gradients.of(drawing.sketch().graph(), drawnLoss, values);
        Set<String> undrawn = undrawn(pass.sites());
        List<TrainableWeight> weights = new ArrayList<>();
        int next = 0;
        for (Map.Entry<String, List<Parameter>> owned : drawing.trained().entrySet()) {
            for (Parameter parameter : owned.getValue()) {
                Operand<TFloat32> gradient = gradients.get(next++);
                if (gradient == null && undrawn.stream().noneMatch(parameter.name()::startsWith)) {
                    throw new ConfigurationException(
                            "parameter " + parameter.name(), "the loss does not depend on it", "Leave it out");
                }
                if (gradient != null) {
                    weights.add(weight(parameter, gradient, rate(owned.getKey())));
                }
            }
        }
        return weights;
    }

    /**
     * How the parameters' names begin at sites that this head has no use for: the pooler's, where a head does not read it.
     * They stay as they are, and so do those of gates and aggregations for these sites alone.
     */
    private Set<String> undrawn(GatedSites sites) {
        Plan plan = drawing.plan();
        Set<String> names = new TreeSet<>();
        Set<Slot> used = new HashSet<>();
        plan.contributions().forEach((site, placed) -> {
            if (drawn(site, sites)) {
                placed.forEach(p -> used.addAll(p.slots()));
            } else {
                placed.forEach(p -> names.add(p.method() + "." + site.name() + "."));
                names.add(Planner.AGGREGATION + "." + site.name() + ".");
            }
        });
        if (!names.isEmpty()) {
            plan.gates().groups().values().stream()
                    .map(Plan.Group::slots)
                    .filter(slots -> Collections.disjoint(slots, used))
                    .forEach(slots ->
                            names.add(Planner.GATES_PLACE + "." + slots.get(0).layer() + "."));
            LOG.info("the task's head does not read these, and they are not trained: {}", names);
        }
        return names;
    }

    private static boolean drawn(Site site, GatedSites sites) {
        return site.kind() != SiteKind.POOLER || sites.maps().containsKey(site);
    }

    private TrainableWeight weight(Parameter parameter, Operand<TFloat32> gradient, Operand<TFloat32> learningRate) {
        Variables.Variable variable = drawing.variables().get(parameter.name());
        return new TrainableWeight(parameter, variable.handle(), variable.value(), gradient, learningRate);
    }

    /** The learning rate of an owner's weights; one operand for each factor, so that optimisers can share work. */
    private Operand<TFloat32> rate(String owner) {
        double factor = setup.rates().getOrDefault(owner, 1.0);
        return factor == 1
                ? rate
                : rates.computeIfAbsent(factor, f -> tf.math.mul(rate, tf.constant((float) (double) f)));
    }

    /** Each gradient by its share of the batch, and what earlier parts have left added. */
    private List<TrainableWeight> accumulated(List<TrainableWeight> weights, List<Op> gathering) {
        List<TrainableWeight> summed = new ArrayList<>();
        for (TrainableWeight weight : weights) {
            Variables.Variable sum = sums.declare(
                    weight.parameter().name() + "/sum", weight.parameter().shape());
            Operand<TFloat32> part = tf.math.mul(weight.gradient(), share);
            gathering.add(tf.assignAddVariableOp(sum.handle(), part));
            summed.add(with(weight, tf.math.add(sum.value(), part)));
        }
        return summed;
    }

    /** The updates, and behind them the sums set to 0 again. */
    private List<Op> emptied(List<Op> updating) {
        Ops behind = tf.withControlDependencies(updating);
        List<Op> all = new ArrayList<>(updating);
        for (String name : sums.names()) {
            Variables.Variable sum = sums.get(name);
            all.add(behind.assignVariableOp(
                    sum.handle(), behind.fill(behind.constant(sum.shape()), behind.constant(0f))));
        }
        return all;
    }

    private List<TrainableWeight> clipped(List<TrainableWeight> weights) {
        List<Operand<TFloat32>> gradients = Gradients.clipped(
                tf, weights.stream().map(TrainableWeight::gradient).toList(), (float) setup.maximumGradientNorm());
        List<TrainableWeight> all = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            all.add(with(weights.get(i), gradients.get(i)));
        }
        return all;
    }

    private static TrainableWeight with(TrainableWeight weight, Operand<TFloat32> gradient) {
        return new TrainableWeight(
                weight.parameter(), weight.variable(), weight.value(), gradient, weight.learningRate());
    }

    Fed fed() {
        return fed;
    }

    String loss() {
        return loss;
    }

    /** What the frozen layers give, which may be fed instead; null where there are none. */
    String frozenStates() {
        return frozenStates;
    }

    /** Whether there is dropout in the frozen layers. */
    boolean dropped() {
        return dropped;
    }

    /** What a part of a batch runs that is not the last. */
    List<String> gathers() {
        return gathers;
    }

    /** What a batch, or its last part, runs. */
    List<String> updates() {
        return updates;
    }

    /** What is kept from step to step beside the weights. */
    List<Variables> kept() {
        return List.of(moments, sums);
    }
}
