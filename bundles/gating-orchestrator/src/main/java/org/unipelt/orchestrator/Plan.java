package org.unipelt.orchestrator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.task.TaskHead;

/**
 * A composition worked out for one base model, before any graph: what stands at each site, which gates there are, and every
 * parameter.
 *
 * @param methods the methods' names, in order
 * @param contributions what stands at each site, in the order of the methods
 * @param combiners sums the shifts of each site that has any
 * @param gates how gates come about
 * @param head draws the task's head; null where there is none
 * @param parameters all parameters by owner: a method's name, {@code gates}, {@code aggregation} or {@code head}
 */
record Plan(
        List<String> methods,
        Map<Site, List<Placed>> contributions,
        Map<Site, Aggregation.Combiner> combiners,
        Gating gates,
        TaskHead.Drawing head,
        Map<String, List<Parameter>> parameters) {

    /** The base model alone. */
    static final Plan NOTHING =
            new Plan(List.of(), Map.of(), Map.of(), new Gating(Map.of(), Map.of(), Map.of(), null), null, Map.of());

    /**
     * A contribution and what weighs it.
     *
     * @param method the method's name in the composition
     * @param service the name of the service that gave it, to name in failures
     * @param slots its gates' slots: none where it is not gated, two where keys and values have one each
     */
    record Placed(String method, String service, Contribution contribution, List<Slot> slots) {
        /** The slot of its only gate; null where it is not gated. */
        Slot slot() {
            return slots.isEmpty() ? null : slots.get(0);
        }

        /** The slot of a pair's second half, which is the first one's where they share a gate. */
        Slot secondSlot() {
            return slots.isEmpty() ? null : slots.get(slots.size() - 1);
        }
    }

    /**
     * The gates of a composition.
     *
     * @param groups gates that are drawn together, by what they read; empty where there are none to learn
     * @param readings how each slot's gate reads
     * @param constants the weights of slots whose gates are fixed
     * @param normalisation from scores to weights; null where none are learned
     */
    record Gating(
            Map<GatePoint, Group> groups,
            Map<Slot, GatePolicy.Reading> readings,
            Map<Slot, Float> constants,
            Normalisation normalisation) {

        /** Whether what a gate reads at the places of padding changes anything. */
        boolean readPadding() {
            return readings.values().stream()
                    .anyMatch(reading -> reading.pooling() == GatePolicy.Pooling.FAITHFUL
                            || reading.level() == GatePolicy.Level.TOKEN && normalisation.balances());
        }
    }

    /** Gates that are drawn together. */
    record Group(List<Slot> slots, GateInstance.Scores scores) {}

    /** How many positions of the base model methods take away from the text. */
    int positions() {
        return contributions.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == SiteKind.EMBEDDINGS)
                .flatMap(entry -> entry.getValue().stream())
                .mapToInt(placed -> positions(placed.contribution()))
                .sum();
    }

    private static int positions(Contribution contribution) {
        if (contribution instanceof Contribution.VirtualTokens tokens) {
            return Math.toIntExact(tokens.embeddings().shape().get(0));
        }
        return contribution instanceof Contribution.PositionOffset later ? later.offset() : 0;
    }

    /** The name of a method's service, by its name in the composition; empty for what is no method. */
    Optional<String> service(String method) {
        return contributions.values().stream()
                .flatMap(List::stream)
                .filter(placed -> placed.method().equals(method))
                .map(Placed::service)
                .findFirst();
    }

    /** That what an owner has declared cannot be drawn; a method's bundle is to blame for it. */
    ConfigurationException failure(String owner, String reason, Throwable cause) {
        return service(owner)
                .<ConfigurationException>map(service -> new MethodFailure(service, reason, cause))
                .orElseGet(
                        () -> new ConfigurationException(owner, reason, "Its bundle must be mended or removed", cause));
    }

    /** Who has declared a parameter. */
    String owner(Parameter parameter) {
        return parameters.entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .anyMatch(declared -> declared.name().equals(parameter.name())))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    List<Placed> at(Site site) {
        return contributions.getOrDefault(site, List.of());
    }

    /** Whether gates of a whole layer weigh what stands at a site: they read before it does its part. */
    boolean gatedByLayer(Site site) {
        Group group = gates.groups().get(GatePoint.attentionInput(site));
        return group != null
                && at(site).stream().flatMap(placed -> placed.slots().stream()).anyMatch(group.slots()::contains);
    }

    /** What steps of training change, by owner: neither what follows from others nor what is frozen. */
    Map<String, List<Parameter>> trained() {
        return those(Parameter::trained);
    }

    /** What has a value of its own in training, by owner: all but what follows from others. */
    Map<String, List<Parameter>> inTraining() {
        return those(parameter -> !parameter.derived());
    }

    /** What a pack holds, by owner: all but what others are derived from. */
    Map<String, List<Parameter>> deployed() {
        Map<String, String> ingredients = ingredients();
        return those(parameter -> !ingredients.containsKey(parameter.name()));
    }

    /** The owners of what others are derived from, by parameter name: only formulas may read it, and it is dropped after training. */
    Map<String, String> ingredients() {
        Map<String, String> owners = new HashMap<>();
        parameters.forEach((owner, all) -> all.stream()
                .filter(Parameter::derived)
                .flatMap(parameter -> parameter.derivation().from().stream())
                .forEach(ingredient -> owners.put(ingredient.name(), owner)));
        return owners;
    }

    private Map<String, List<Parameter>> those(Predicate<Parameter> wanted) {
        Map<String, List<Parameter>> chosen = new LinkedHashMap<>();
        parameters.forEach(
                (owner, all) -> chosen.put(owner, all.stream().filter(wanted).toList()));
        return chosen;
    }
}
