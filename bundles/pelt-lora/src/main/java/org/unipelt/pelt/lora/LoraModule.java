package org.unipelt.pelt.lora;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;

/** LoRA (Hu et al. 2021, arXiv 2106.09685): y + s (x A) B at linear sites, s = lora_alpha / r. */
@Component(configurationPid = "org.unipelt.pelt.lora")
@PeltMethod("lora")
public final class LoraModule implements PeltModule {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("r", 8, "rank of the shift").between(1, 4096),
            Option.number("lora_alpha", 8, "the shift is scaled by lora_alpha / r")
                    .between(0, 1e6),
            Option.number("dropout", 0, "dropout of the shift's input in training")
                    .between(0, 0.95),
            Option.list(
                    "targets",
                    List.of("query", "value"),
                    "the linear maps to shift",
                    "query",
                    "key",
                    "value",
                    "attention_output",
                    "ffn_in",
                    "ffn_out",
                    "cross_query",
                    "cross_key",
                    "cross_value",
                    "cross_attention_output"));

    /** An administrator's defaults are service properties, which the orchestrator reads: the service itself stays. */
    @Modified
    void defaultsChanged() {}

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public MethodInstance instantiate(Options options) {
        int rank = options.integer("r");
        double scale = options.number("lora_alpha") / rank;
        double dropout = options.number("dropout");
        List<String> targets = options.list("targets");
        // A as torch's Linear starts, B at zero: the shift begins as nothing
        return (site, weights) -> targets.contains(site.kind().word())
                ? List.of(new Contribution.LowRankShift(
                        weights.parameter(
                                "a", Shape.of(site.inputSize(), rank), Initializer.kaimingUniform(Math.sqrt(5))),
                        weights.parameter("b", Shape.of(rank, site.outputSize()), Initializer.zeros()),
                        scale,
                        dropout))
                : List.of();
    }
}
