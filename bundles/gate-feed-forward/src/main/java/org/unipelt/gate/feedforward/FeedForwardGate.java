package org.unipelt.gate.feedforward;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.PeltGate;
import org.unipelt.api.pelt.Weights;

/** UniPELT's gate (Mao et al. 2022, arXiv 2110.07577): a score of w x + b for each slot and token. */
@Component(configurationPid = "org.unipelt.gate.feed-forward")
@PeltGate("feed-forward")
public final class FeedForwardGate implements GatingNetwork {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.number("initial_score", 0, "score before training; 0 starts a sigmoid gate at one half")
                    .between(-20, 20));

    /** An administrator's defaults are service properties, which the orchestrator reads: the service itself stays. */
    @Modified
    void defaultsChanged() {}

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public GateInstance instantiate(Options options) {
        float initialScore = (float) options.number("initial_score");
        Initializer bias = (values, shape, random) -> java.util.Arrays.fill(values, initialScore);
        return (group, weights) -> declare(group, weights, bias);
    }

    private static GateInstance.Scores declare(GateGroup group, Weights weights, Initializer initialBias) {
        Initializer small = Initializer.normal(0.02);
        List<Parameter> rows = group.slots().stream()
                .map(slot -> weights.parameter(slot + ".weight", Shape.of(group.inputSize(), 1), small))
                .toList();
        List<Parameter> biases = group.slots().stream()
                .map(slot -> weights.parameter(slot + ".bias", Shape.of(1), initialBias))
                .toList();
        return (scope, x, mask) -> scope.linear(x, joined(scope, rows, 1), joined(scope, biases, 0));
    }

    private static Operand<TFloat32> joined(GraphScope scope, List<Parameter> parameters, int axis) {
        Ops tf = scope.ops();
        List<Operand<TFloat32>> values = parameters.stream().map(scope::value).toList();
        return values.size() == 1 ? values.get(0) : tf.concat(values, tf.constant(axis));
    }
}
