package org.unipelt.pelt.bitfit;

import java.util.Arrays;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.SlotScope;
import org.unipelt.api.pelt.Targets;
import org.unipelt.api.pelt.Weights;

/**
 * BitFit (Ben Zaken et al. 2021, arXiv 2106.10199): biases b of the model become b + d. One gate a layer weighs all of its
 * shifts.
 */
@Component(configurationPid = "org.unipelt.pelt.bitfit")
@PeltMethod("bitfit")
public final class BitFitModule implements PeltModule {

    /** Every kind of site that may have a bias. */
    private static final List<SiteKind> PLACES = Arrays.stream(SiteKind.values())
            .filter(kind -> kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM)
            .toList();

    private static final List<SiteKind> OUTSIDE_THE_LAYERS =
            List.of(SiteKind.EMBEDDING_NORM, SiteKind.OUTPUT_NORM, SiteKind.POOLER);

    private static final List<SiteKind> IN_A_LAYER =
            PLACES.stream().filter(kind -> !OUTSIDE_THE_LAYERS.contains(kind)).toList();

    private static final OptionSchema OPTIONS = OptionSchema.of(
            Targets.kinds(IN_A_LAYER, "the places whose bias is shifted", PLACES), Targets.stages(), Targets.layers());

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
        return new MethodInstance() {
            @Override
            public List<Contribution> contribute(Site site, Weights weights) {
                return site.biased() && targets.include(site)
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
