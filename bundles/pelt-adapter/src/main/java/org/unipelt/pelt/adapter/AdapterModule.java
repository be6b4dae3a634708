package org.unipelt.pelt.adapter;

import java.util.Arrays;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;

/**
 * Adapters: y + s up(f(down(x))) behind a block. Where they stand, and what x is, is the placement: that of Pfeiffer et al.
 * (2020, arXiv 2005.00247), of Houlsby et al. (2019, arXiv 1902.00751), or parallel to the block (He et al. 2022, arXiv
 * 2110.04366).
 */
@Component(configurationPid = "org.unipelt.pelt.adapter")
@PeltMethod("adapter")
public final class AdapterModule implements PeltModule {
    private static final int USUAL_BOTTLENECK = 48;

    private static final List<SiteKind> BLOCKS = Arrays.stream(SiteKind.values())
            .filter(kind -> kind.group() == SiteKind.Group.BLOCK)
            .toList();

    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.text("placement", "pfeiffer", "where adapters stand, and what they read", Placement.words()),
            Option.integer(
                            "bottleneck",
                            USUAL_BOTTLENECK,
                            "size between the projections; 48 where reduction_factor is not given either")
                    .between(1, 65536)
                    .withoutDefault(),
            Option.number(
                            "reduction_factor",
                            16,
                            "gives the size instead of bottleneck: the hidden size divided by it, rounded down, at least 1")
                    .between(1, 65536)
                    .withoutDefault(),
            Option.text("non_linearity", "relu", "what stands between the projections", NonLinearity.words()),
            Option.number("scaling", 1, "what the adapter's result is multiplied by; learned trains it, from 1")
                    .between(-1e6, 1e6)
                    .orWord("learned"),
            Option.number("dropout", 0, "dropout behind the non-linearity in training")
                    .between(0, 0.95),
            Targets.kinds(
                            List.of(),
                            "the blocks that have adapters; those of the placement where it is not given",
                            BLOCKS)
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
        if (options.has("bottleneck") && options.has("reduction_factor")) {
            throw new ConfigurationException(
                    "bottleneck " + options.integer("bottleneck") + " with reduction_factor "
                            + options.number("reduction_factor"),
                    "both say the size between the projections",
                    "Leave one of them out");
        }
        Placement placement = Placement.of(options.text("placement"));
        boolean learned = options.word("scaling").isPresent();
        Bottleneck bottleneck = new Bottleneck(
                placement,
                NonLinearity.of(options.text("non_linearity")),
                learned,
                learned ? 1 : options.number("scaling"),
                options.number("dropout"));
        Targets targets = Targets.of(options, placement.kinds());
        return (site, weights) -> targets.include(site)
                ? List.of(bottleneck.at(site, size(options, site.inputSize()), weights))
                : List.of();
    }

    private static int size(Options options, int inputSize) {
        if (options.has("reduction_factor")) {
            return Math.max(1, (int) (inputSize / options.number("reduction_factor")));
        }
        return options.has("bottleneck") ? options.integer("bottleneck") : USUAL_BOTTLENECK;
    }
}
