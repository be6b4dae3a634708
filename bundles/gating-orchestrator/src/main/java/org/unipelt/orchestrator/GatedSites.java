package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.family.Masks;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.FrozenMap;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * The sites of one graph: at each it lets the gates read what comes by, and then draws what stands there, by its gate. Shifts
 * are drawn by {@link Shifts}, keys and values in front by {@link GatedAttention}, virtual tokens by {@link Extension}.
 */
final class GatedSites implements Sites {
    private static final String MASK = ".mask";
    private static final String COUNTED = ".counted";

    private final DrawScope scope;
    private final Plan plan;
    private final Gates gates;
    private final Shifts shifts;
    private final Map<Site, LinearMap> maps = new LinkedHashMap<>();
    private final Map<Site, Operand<TFloat32>> norms = new LinkedHashMap<>();
    private final Cache cache;
    private final Map<Stage, List<ModelOutputs.Virtual>> virtual = new EnumMap<>(Stage.class);
    private Operand<TFloat32> words;
    private Operand<TFloat32> unread;

    /** @param unread 1 where gates must not read in the sequence that is written, [batch, sequence]; null for nowhere */
    GatedSites(DrawScope scope, Plan plan, Gates gates, Cache cache, Operand<TFloat32> unread) {
        this.scope = scope;
        this.plan = plan;
        this.gates = gates;
        shifts = new Shifts(scope, plan, gates);
        this.cache = cache;
        this.unread = unread;
    }

    @Override
    public Sequence embeddings(Site site, Sequence sequence) {
        if (cache.goesOn()) {
            return goneOn(site, sequence);
        }
        read(site, sequence);
        if (words == null) {
            words = sequence.states();
        }
        gates.read(GatePoint.input(site), sequence.states());
        Sequence extended = sequence;
        for (Plan.Placed placed : plan.at(site)) {
            extended = placed.contribution() instanceof Contribution.PositionOffset later
                    ? moved(extended, later.offset())
                    : extended(site, placed, extended);
        }
        read(site, extended);
        cache.kept(site.name() + MASK, extended.mask());
        cache.kept(site.name() + COUNTED, extended.counted());
        return extended;
    }

    private Sequence extended(Site site, Plan.Placed placed, Sequence sequence) {
        Contribution.VirtualTokens tokens = (Contribution.VirtualTokens) placed.contribution();
        List<ModelOutputs.Virtual> before = virtual.computeIfAbsent(site.stage(), stage -> new ArrayList<>());
        int front = before.stream()
                .filter(other -> other.place() == 0)
                .mapToInt(ModelOutputs.Virtual::length)
                .sum();
        Extension extension = new Extension(scope, tokens, gates.of(placed.slot()), sequence, front);
        before.add(extension.inserted());
        gates.widened(extension);
        if (written(site) && unread != null) {
            unread = extension.unread(unread);
        }
        return extension.extended();
    }

    /** A model's outputs, which then know the virtual tokens among them. */
    ModelOutputs noted(ModelOutputs outputs) {
        Stage stage =
                outputs.decoder().isPresent() || !virtual.containsKey(Stage.DECODER) ? Stage.ENCODER : Stage.DECODER;
        return noted(outputs, stage, outputs.decoder().map(decoder -> noted(decoder, Stage.DECODER, Optional.empty())));
    }

    private ModelOutputs noted(ModelOutputs outputs, Stage stage, Optional<ModelOutputs> decoder) {
        return new ModelOutputs(
                outputs.hiddenStates(),
                outputs.mask(),
                outputs.first(),
                outputs.named(),
                decoder,
                virtual.getOrDefault(stage, List.of()));
    }

    /** From here on gates read this sequence. */
    private void read(Site site, Sequence sequence) {
        gates.masked(site.stage(), sequence.mask(), written(site) ? unread : null, sequence.first());
    }

    /** Whether what is written goes through a site; the other half is only read. */
    private static boolean written(Site site) {
        return site.stage() == Stage.DECODER;
    }

    /**
     * A sequence of which earlier passes have read the beginning, virtual tokens and all. Of an encoder they have read
     * everything: its states are not computed again, and nobody fetches them.
     */
    private Sequence goneOn(Site site, Sequence sequence) {
        Sequence whole = new Sequence(
                sequence.states(),
                sequence.typeIds(),
                places(site, MASK, sequence, sequence.mask()),
                places(site, COUNTED, sequence, sequence.counted()),
                sequence.first(),
                sequence.position() + offset(site));
        // a gate for each token reads these alone
        gates.masked(site.stage(), news(sequence, whole.mask()), null, 0);
        gates.read(GatePoint.input(site), sequence.states());
        return whole;
    }

    private Operand<TFloat32> places(Site site, String kind, Sequence sequence, Operand<TFloat32> given) {
        String name = site.name() + kind;
        return written(site) ? cache.extended(name, news(sequence, given), 1) : cache.kept(name, null);
    }

    /** The columns of the sequence's own states, which are the last ones. */
    private Operand<TFloat32> news(Sequence sequence, Operand<TFloat32> places) {
        return scope.ops()
                .gather(
                        places,
                        Masks.last(scope.ops(), withMask(sequence, places)),
                        scope.ops().constant(1));
    }

    private static Sequence withMask(Sequence sequence, Operand<TFloat32> mask) {
        return new Sequence(
                sequence.states(), sequence.typeIds(), mask, sequence.counted(), sequence.first(), sequence.position());
    }

    private int offset(Site site) {
        return plan.at(site).stream()
                .map(Plan.Placed::contribution)
                .filter(Contribution.PositionOffset.class::isInstance)
                .mapToInt(c -> ((Contribution.PositionOffset) c).offset())
                .sum();
    }

    private static Sequence moved(Sequence sequence, int offset) {
        return new Sequence(
                sequence.states(),
                sequence.typeIds(),
                sequence.mask(),
                sequence.counted(),
                sequence.first(),
                sequence.position() + offset);
    }

    @Override
    public List<Operand<TFloat32>> linear(Operand<TFloat32> x, List<LinearMap> wanted) {
        List<Operand<TFloat32>> outputs = new ArrayList<>();
        for (LinearMap map : wanted) {
            maps.put(map.site(), map);
            gates.read(GatePoint.input(map.site()), x);
            Operand<TFloat32> y = scope.linear(shifts.scaledInput(map.site(), x), map.weight(), map.bias());
            scope.drawn(map.site(), new FrozenMap(map.weight(), map.bias(), y));
            outputs.add(shifts.shifted(map.site(), x, y));
        }
        return outputs;
    }

    @Override
    public Operand<TFloat32> activated(Operand<TFloat32> x, LinearMap map, Activation activation) {
        if (!plan.at(map.site()).isEmpty()) {
            return activation.draw(scope.ops(), linear(x, List.of(map)).get(0));
        }
        maps.put(map.site(), map);
        gates.read(GatePoint.input(map.site()), x);
        return scope.activated(x, map.weight(), map.bias(), activation);
    }

    @Override
    public Operand<TFloat32> norm(Site site, Operand<TFloat32> output, Operand<TFloat32> bias) {
        norms.put(site, bias);
        gates.read(GatePoint.input(site), output);
        if (site.kind() == SiteKind.ATTENTION_NORM && plan.gatedByLayer(site)) {
            // where the norm stands in front of the attention
            gates.read(GatePoint.attentionInput(site), output);
        }
        return shifts.shifted(site, output, output);
    }

    @Override
    public Operand<TFloat32> block(
            Site site, Operand<TFloat32> output, Operand<TFloat32> residual, UnaryOperator<Operand<TFloat32>> norm) {
        return shifts.block(site, output, reads -> {
            Operand<TFloat32> x =
                    switch (reads) {
                        case OUTPUT -> output;
                        case RESIDUAL -> residual;
                        case NORMALISED_SUM -> norm.apply(scope.ops().math.add(output, residual));
                    };
            gates.read(GatePoint.block(site, reads), x);
            return x;
        });
    }

    @Override
    public Operand<TFloat32> attention(Site site, Attention attention) {
        return new GatedAttention(scope, attention).draw(site, plan.at(site), gates, cache);
    }

    /** The word embeddings of the text itself, [batch, sequence, hidden]. */
    Operand<TFloat32> words() {
        return words;
    }

    /** The sites whose linear maps contributions have read. */
    Set<Site> mapsRead() {
        return scope.read();
    }

    /** The linear maps that the model has drawn. */
    Map<Site, LinearMap> maps() {
        return maps;
    }

    /** The model's own bias in each norm that it has drawn; null in those without. */
    Map<Site, Operand<TFloat32>> norms() {
        return norms;
    }
}
