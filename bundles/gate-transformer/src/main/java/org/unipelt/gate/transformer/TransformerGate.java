package org.unipelt.gate.transformer;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.PeltGate;
import org.unipelt.api.pelt.SlotScores;

/** Scores by self-attention (Vaswani et al. 2017, arXiv 1706.03762) over a narrow projection of the sequence. */
@Component(configurationPid = "org.unipelt.gate.transformer")
@PeltGate("transformer")
public final class TransformerGate implements GatingNetwork {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("size", 32, "features that the sequence is projected to, a multiple of heads")
                    .between(1, 4096),
            Option.integer("heads", 2, "attention heads").between(1, 256),
            Option.text("norm", "post", "layer norm behind the residual sum or before the attention", "post", "pre"),
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
        int size = options.integer("size");
        int heads = options.integer("heads");
        if (size % heads != 0) {
            throw new ConfigurationException(
                    "gating (transformer)",
                    "size " + size + " cannot be shared among " + heads + " heads",
                    "Choose a size that is a multiple of heads");
        }
        boolean normFirst = options.text("norm").equals("pre");
        float initialScore = (float) options.number("initial_score");
        return (group, weights) -> {
            AttentionLayer layer = AttentionLayer.declare(group, size, heads, normFirst, weights);
            SlotScores scores = SlotScores.declare(group.slots(), size, initialScore, weights);
            return (scope, x, mask) -> scores.draw(scope, layer.draw(scope, x, mask));
        };
    }
}
