package org.unipelt.pelt.prefix;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Contribution.Form;
import org.unipelt.api.pelt.Contribution.Gates;
import org.unipelt.api.pelt.Contribution.Places;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltMethod;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;

/**
 * Prefix-tuning (Li and Liang 2021, arXiv 2101.00190): trained keys and values in front of those of every attention. In the
 * published form of UniPELT (arXiv 2110.07577) the gate multiplies them, and a gate of 0 still leaves zero keys that the
 * softmax pays; in the exact form the gate's logarithm is added to their attention scores, and a gate of 0 is the base model.
 */
@Component(configurationPid = "org.unipelt.pelt.prefix-tuning")
@PeltMethod("prefix-tuning")
public final class PrefixTuningModule implements PeltModule {
    private static final List<SiteKind> ATTENTIONS = List.of(SiteKind.KEY_VALUE, SiteKind.CROSS_KEY_VALUE);

    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.integer("prefix_length", 10, "how many keys and values stand in front")
                    .between(1, 4096),
            Option.text("form", "published", "what a gate does to the prefix", "published", "exact"),
            Option.flag("flat", true, "trains keys and values themselves; false trains a network that gives them"),
            Option.integer("bottleneck_size", 512, "hidden size of that network, where flat is false")
                    .between(1, 65536),
            Option.flag("shared_gating", true, "one gate for keys and values; false gives them one each"),
            Option.integer(
                            "position_offset",
                            0,
                            "at which position the text begins; peft lets it begin behind the prefix. Nothing changes where attention"
                                    + " knows distances alone (T5)")
                    .between(0, 4096),
            Targets.kinds(ATTENTIONS, "self-attention, and attention to the other half of the model", ATTENTIONS),
            Option.text(
                    "relative_positions",
                    Places.APART.word(),
                    "where the prefix stands for a model with relative positions (T5): apart from them, in front of the text"
                            + " as in peft, or at the first places with the text's keys behind as in adapters",
                    Arrays.stream(Places.values()).map(Places::word).toArray(String[]::new)),
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
        Form form = "exact".equals(options.text("form")) ? Form.EXACT : Form.PUBLISHED;
        Gates gates = options.flag("shared_gating") ? Gates.SHARED : Gates.SEPARATE;
        if (form == Form.EXACT && gates == Gates.SEPARATE) {
            throw new ConfigurationException(
                    "form \"exact\" with shared_gating false",
                    "the exact form adds the logarithm of one gate to the scores of keys and values together",
                    "Leave shared_gating true, or take \"form\": \"published\"");
        }
        int length = options.integer("prefix_length");
        Prefix prefix = options.flag("flat")
                ? new FlatPrefix(length)
                : new PrefixNetwork(length, options.integer("bottleneck_size"));
        Targets targets = Targets.of(options);
        Places places = Places.valueOf(options.text("relative_positions").toUpperCase(Locale.ROOT));
        int offset = options.integer("position_offset");
        if (form == Form.EXACT && offset > 0) {
            throw new ConfigurationException(
                    "form \"exact\" with position_offset " + offset,
                    "a gate of 0 must leave the text as it was, and so its positions may not change",
                    "Leave position_offset out, or take \"form\": \"published\"");
        }
        return (site, weights) -> {
            if (site.kind() == SiteKind.EMBEDDINGS && offset > 0) {
                return targets.include(site.stage()) ? List.of(new Contribution.PositionOffset(offset)) : List.of();
            }
            return targets.include(site)
                    ? List.of(new Contribution.KeysAndValues(
                            prefix.declare("key", site, weights),
                            prefix.declare("value", site, weights),
                            form,
                            gates,
                            places))
                    : List.of();
        };
    }
}
