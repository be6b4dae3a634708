package org.unipelt.pelt.bitfit;

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
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SlotScope;
import org.unipelt.api.pelt.Weights;

/**
 * BitFit (Ben Zaken et al. 2021, arXiv 2106.10199): every bias b of a layer becomes b + d. One gate a layer weighs all of its
 * shifts.
 */
@Component(configurationPid = "org.unipelt.pelt.bitfit")
@PeltMethod("bitfit")
public final class BitFitModule implements PeltModule {
    private static final List<String> PLACES = List.of(
            "query",
            "key",
            "value",
            "attention_output",
            "attention_norm",
            "ffn_in",
            "ffn_out",
            "ffn_norm",
            "cross_query",
            "cross_key",
            "cross_value",
            "cross_attention_output",
            "cross_attention_norm");

    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.list("targets", PLACES, "the places whose bias is shifted", PLACES.toArray(String[]::new)));

    /** An administrator's defaults are service properties, which the orchestrator reads: the service itself stays. */
    @Modified
    void defaultsChanged() {}

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public MethodInstance instantiate(Options options) {
        List<String> targets = options.list("targets");
        return new MethodInstance() {
            @Override
            public List<Contribution> contribute(Site site, Weights weights) {
                return site.biased() && targets.contains(site.kind().word())
                        ? List.of(new Contribution.BiasShift(
                                weights.parameter("bias", Shape.of(site.outputSize()), Initializer.zeros())))
                        : List.of();
            }

            @Override
            public SlotScope slots() {
                return SlotScope.LAYER;
            }
        };
    }
}
