package org.unipelt.gate.recurrent;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.PeltGate;
import org.unipelt.api.pelt.SlotScores;

/** Scores by a gated recurrent unit (Cho et al. 2014, arXiv 1406.1078) that reads the sequence token by token. */
@Component(configurationPid = "org.unipelt.gate.recurrent")
@PeltGate("recurrent")
public final class RecurrentGate implements GatingNetwork {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("hidden_size", 16, "size of the unit's state").between(1, 4096),
            Option.flag("bidirectional", false, "a second unit reads the sequence from its end"),
            Option.number("initial_score", 0, "score before training; 0 starts a sigmoid gate at one half")
                    .between(-20, 20));

    private final Recurrence recurrence = new Recurrence();

    /** An administrator's defaults are service properties, which the orchestrator reads: the service itself stays. */
    @Modified
    void defaultsChanged() {}

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public GateInstance instantiate(Options options) {
        int size = options.integer("hidden_size");
        boolean bidirectional = options.flag("bidirectional");
        float initialScore = (float) options.number("initial_score");
        return (group, weights) -> {
            RecurrentUnit forward = RecurrentUnit.declare(group, "forward", size, weights);
            List<RecurrentUnit> units = bidirectional
                    ? List.of(forward, RecurrentUnit.declare(group, "backward", size, weights))
                    : List.of(forward);
            SlotScores scores = SlotScores.declare(group.slots(), size * units.size(), initialScore, weights);
            return (scope, x, mask) -> scores.draw(scope, new RecurrentStates(scope, recurrence, mask).of(units, x));
        };
    }
}
