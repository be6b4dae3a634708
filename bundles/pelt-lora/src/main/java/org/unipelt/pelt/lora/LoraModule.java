package org.unipelt.pelt.lora;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;

/**
 * LoRA (Hu et al. 2021, arXiv 2106.09685): y + s (x A B + c) at linear sites, s = lora_alpha / r, or lora_alpha / sqrt(r) for
 * rank-stabilised LoRA (Kalajdzievski 2023, arXiv 2312.03732).
 */
@Component(configurationPid = "org.unipelt.pelt.lora")
@PeltMethod("lora")
public final class LoraModule implements PeltModule {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("r", 8, "rank of the shift").between(1, 4096),
            Option.number("lora_alpha", 8, "the shift is scaled by lora_alpha / r")
                    .between(0, 1e6),
            Option.number("dropout", 0, "dropout of the shift's input in training")
                    .between(0, 0.95),
            Targets.kinds(
                    List.of(SiteKind.QUERY, SiteKind.VALUE, SiteKind.CROSS_QUERY, SiteKind.CROSS_VALUE),
                    "the linear maps to shift",
                    Targets.linearMaps()),
            Targets.stages(),
            Targets.layers(),
            Option.flag("use_rslora", false, "scales by lora_alpha / sqrt(r) instead"),
            Option.flag("lora_bias", false, "gives the shift a trained bias, scaled with it"),
            Option.text(
                    "bias",
                    "none",
                    "which of the model's own biases are trained beside the shift: those of the targets, or all",
                    "none",
                    "lora_only",
                    "all"));

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
        double divisor = options.flag("use_rslora") ? Math.sqrt(rank) : rank;
        return new LoraInstance(
                rank,
                options.number("lora_alpha") / divisor,
                options.number("dropout"),
                options.flag("lora_bias"),
                options.text("bias"),
                Targets.of(options));
    }
}
