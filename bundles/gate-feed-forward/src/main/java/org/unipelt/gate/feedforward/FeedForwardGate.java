package org.unipelt.gate.feedforward;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.PeltGate;
import org.unipelt.api.pelt.SlotScores;

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
        return (group, weights) -> {
            SlotScores scores = SlotScores.declare(group.slots(), group.inputSize(), initialScore, weights);
            return (scope, x, mask) -> scores.draw(scope, x);
        };
    }
}
