package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Site;

/** The sites of one graph: draws each contribution, multiplies it by its gate and sums. */
final class GatedSites implements Sites {
    private final DrawScope scope;
    private final Plan plan;
    private final Gates gates;

    GatedSites(DrawScope scope, Plan plan, Gates gates) {
        this.scope = scope;
        this.plan = plan;
        this.gates = gates;
    }

    @Override
    public Sequence embeddings(Site site, Sequence sequence) {
        gates.masked(sequence.mask());
        gates.read(GatePoint.input(site), sequence.words());
        Sequence extended = sequence;
        for (Plan.Placed placed : plan.at(site)) {
            Contribution.VirtualTokens tokens = (Contribution.VirtualTokens) placed.contribution();
            extended = inFront(tokens, gates.of(placed.slot()), extended);
        }
        if (extended != sequence) {
            gates.masked(extended.mask());
        }
        return extended;
    }

    private Sequence inFront(Contribution.VirtualTokens tokens, Operand<TFloat32> gate, Sequence sequence) {
        Ops tf = scope.ops();
        long length = tokens.embeddings().shape().get(0);
        long hidden = tokens.embeddings().shape().get(1);
        Operand<TInt32> rows = tf.slice(tf.shape(sequence.mask()), tf.array(0), tf.array(1));
        Operand<TInt32> places = tf.concat(List.of(rows, tf.array((int) length)), tf.constant(0));
        Operand<TFloat32> embedded = tf.broadcastTo(
                tf.reshape(scope.value(tokens.embeddings()), tf.array(1L, length, hidden)),
                tf.concat(List.of(places, tf.array((int) hidden)), tf.constant(0)));
        return new Sequence(
                tf.concat(List.of(times(embedded, gate), sequence.words()), tf.constant(1)),
                tf.concat(List.of(tf.fill(places, tf.constant(0)), sequence.typeIds()), tf.constant(1)),
                tf.concat(List.of(tf.fill(places, tf.constant(1f)), sequence.mask()), tf.constant(1)));
    }

    @Override
    public List<Operand<TFloat32>> linear(Operand<TFloat32> x, List<LinearMap> maps) {
        List<Operand<TFloat32>> outputs = new ArrayList<>();
        for (LinearMap map : maps) {
            gates.read(GatePoint.input(map.site()), x);
            outputs.add(shifted(map.site(), x, scope.linear(x, map.weight(), map.bias())));
        }
        return outputs;
    }

    @Override
    public Operand<TFloat32> norm(Site site, Operand<TFloat32> output) {
        gates.read(GatePoint.input(site), output);
        return shifted(site, output, output);
    }

    @Override
    public Operand<TFloat32> block(
            Site site, Operand<TFloat32> output, Operand<TFloat32> residual, UnaryOperator<Operand<TFloat32>> norm) {
        List<Plan.Placed> placed = plan.at(site);
        if (placed.isEmpty()) {
            return output;
        }
        List<Operand<TFloat32>> shifts = new ArrayList<>();
        for (Plan.Placed p : placed) {
            Contribution.FunctionShift shift = (Contribution.FunctionShift) p.contribution();
            Operand<TFloat32> x =
                    switch (shift.reads()) {
                        case OUTPUT -> output;
                        case RESIDUAL -> residual;
                        case NORMALISED_SUM -> norm.apply(scope.ops().math.add(output, residual));
                    };
            gates.read(GatePoint.block(site, shift.reads()), x);
            shifts.add(times(function(site, p.method(), shift, x), gates.of(p.slot())));
        }
        return plan.combiners().get(site).combine(scope, output, shifts);
    }

    @Override
    public Operand<TFloat32> attention(Site site, Attention attention) {
        return new GatedAttention(scope, attention).draw(plan.at(site), gates);
    }

    /** y with the contributions of a linear or norm site. */
    private Operand<TFloat32> shifted(Site site, Operand<TFloat32> x, Operand<TFloat32> y) {
        List<Plan.Placed> placed = plan.at(site);
        if (placed.isEmpty()) {
            return y;
        }
        List<Operand<TFloat32>> shifts = placed.stream()
                .map(p -> shift(site, p, gates.of(p.slot()), x, y))
                .toList();
        return plan.combiners().get(site).combine(scope, y, shifts);
    }

    private Operand<TFloat32> shift(
            Site site, Plan.Placed placed, Operand<TFloat32> gate, Operand<TFloat32> x, Operand<TFloat32> y) {
        Ops tf = scope.ops();
        Contribution contribution = placed.contribution();
        if (contribution instanceof Contribution.LowRankShift c) {
            Operand<TFloat32> narrow = scope.linear(scope.dropout(x, c.dropout()), scope.value(c.a()), null);
            // gate and scale act on the rank's few columns, not on all of the output's
            return scope.linear(times(scaled(narrow, c.scale()), gate), scope.value(c.b()), null);
        }
        if (contribution instanceof Contribution.BiasShift c) {
            return times(scope.value(c.shift()), gate);
        }
        if (contribution instanceof Contribution.Scale c) {
            Operand<TFloat32> change = tf.math.sub(scope.value(c.scale()), tf.constant(1f));
            return tf.math.mul(y, times(change, gate));
        }
        return times(function(site, placed.method(), (Contribution.FunctionShift) contribution, x), gate);
    }

    private Operand<TFloat32> function(
            Site site, String method, Contribution.FunctionShift shift, Operand<TFloat32> x) {
        Operand<TFloat32> result;
        try {
            result = shift.function().draw(scope, x);
        } catch (RuntimeException e) {
            throw new MethodFailure(method, "fails at " + site.name() + " (" + e.getMessage() + ")", e);
        }
        Shape needed = Shape.of(-1, -1, site.outputSize());
        if (!result.shape().isCompatibleWith(needed)) {
            throw new MethodFailure(
                    method,
                    "fails at " + site.name() + " (its function gives shape " + result.shape() + ", and the site needs "
                            + needed + ")",
                    null);
        }
        return result;
    }

    private Operand<TFloat32> scaled(Operand<TFloat32> x, double scale) {
        return scale == 1 ? x : scope.ops().math.mul(x, scope.ops().constant((float) scale));
    }

    private Operand<TFloat32> times(Operand<TFloat32> x, Operand<TFloat32> gate) {
        return gate == null ? x : scope.ops().math.mul(x, gate);
    }
}
