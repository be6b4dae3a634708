package org.unipelt.pelt.ia3;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;
import org.unipelt.api.pelt.Weights;

/**
 * (IA)^3 (Liu et al. 2022, arXiv 2205.05638): keys and values are multiplied by trained vectors, and so is what the second map
 * of the feed-forward network reads.
 */
@Component(configurationPid = "org.unipelt.pelt.ia3")
@PeltMethod("ia3")
public final class Ia3Module implements PeltModule {
    private static final String SCALED_INPUTS = "feedforward_targets";

    private static final OptionSchema OPTIONS = OptionSchema.of(
            Targets.kinds(
                    List.of(SiteKind.KEY, SiteKind.VALUE, SiteKind.CROSS_KEY, SiteKind.CROSS_VALUE, SiteKind.FFN_OUT),
                    "the linear maps to scale",
                    Targets.linearMaps()),
            Option.list(
                            SCALED_INPUTS,
                            List.of(),
                            "those of the targets whose input is scaled, not their output; ffn_out where it is not given",
                            Targets.linearMaps().stream().map(SiteKind::word).toArray(String[]::new))
                    .withoutDefault(),
            Targets.stages(),
            Targets.layers());

    /** An administrator's defaults are service properties, which the orchestrator reads: the service itself stays. */
    @Modified
    void defaultsChanged() {}

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public MethodInstance instantiate(Options options) {
        Targets targets = Targets.of(options);
        List<String> scaledInputs = scaledInputs(options);
        return (site, weights) -> targets.include(site)
                ? List.of(scale(site, weights, scaledInputs.contains(site.kind().word())))
                : List.of();
    }

    private static List<String> scaledInputs(Options options) {
        if (!options.has(SCALED_INPUTS)) {
            return List.of(SiteKind.FFN_OUT.word());
        }
        List<String> chosen = options.list(SCALED_INPUTS);
        List<String> strangers = new ArrayList<>(chosen);
        strangers.removeAll(options.list("targets"));
        if (!strangers.isEmpty()) {
            throw new ConfigurationException(
                    SCALED_INPUTS + " " + chosen,
                    "not among the targets " + options.list("targets") + ": " + String.join(", ", strangers),
                    "Add them to targets, or leave them out");
        }
        return chosen;
    }

    private static Contribution scale(Site site, Weights weights, boolean input) {
        int size = input ? site.inputSize() : site.outputSize();
        return new Contribution.Scale(
                weights.parameter("scale", Shape.of(size), Initializer.ones()),
                input ? Contribution.Side.INPUT : Contribution.Side.OUTPUT);
    }
}
