package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.Sites.LinearMap;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Folds shifts that no text weighs into copies of the base model's weights: W + g s A B, b + g d. */
final class Folding {

    /** The base weights at a site, by the family's names. */
    private record Frozen(Optional<String> weight, Optional<String> bias) {}

    private final Reducible pack;
    private final Host host;
    private final Map<Site, Frozen> frozen = new LinkedHashMap<>();
    private final Set<Site> read;
    private final Map<String, TensorData> weights;
    private final List<String> kept = new ArrayList<>();

    Folding(Reducible pack, Host host) {
        this.pack = pack;
        this.host = host;
        weights = new LinkedHashMap<>(pack.weights());
        OwnBase.Extent own = OwnBase.Extent.of(weights.keySet());
        try (Drawing drawing = new Drawing(host, pack.plan(), Drawing.Purpose.DEPLOYED, own)) {
            Drawing.Pass pass = drawing.prediction();
            NamedOutputs.all(pass.outputs()); // heads have sites too
            read = pass.sites().mapsRead();
            pass.sites().maps().forEach((site, map) -> frozen.put(site, of(drawing, map)));
            pass.sites()
                    .norms()
                    .forEach((site, bias) -> frozen.put(site, new Frozen(Optional.empty(), named(drawing, bias))));
        }
    }

    private static Frozen of(Drawing drawing, LinearMap map) {
        return new Frozen(named(drawing, map.weight()), named(drawing, map.bias()));
    }

    private static Optional<String> named(Drawing drawing, Operand<TFloat32> operand) {
        return operand == null ? Optional.empty() : drawing.baseWeight(operand);
    }

    /** @throws ConfigurationException if nothing can be folded */
    Reducible folded(Path folder) {
        Set<Reducible.Place> gone = new LinkedHashSet<>();
        pack.places().forEach((place, placed) -> {
            Optional<String> obstacle = obstacle(place.site(), placed);
            if (obstacle.isPresent()) {
                kept.add(place.name() + ": " + obstacle.get());
            } else {
                placed.forEach(p -> fold(place.site(), p));
                gone.add(place);
            }
        });
        if (gone.isEmpty()) {
            throw new ConfigurationException(
                    "pack " + folder,
                    "nothing in it can be folded into the base model"
                            + (kept.isEmpty() ? "" : ", first of all " + kept.get(0)),
                    "Low-rank and bias shifts can, where their gates are fixed or there are none");
        }
        return pack.without(gone, weights, kept);
    }

    private Optional<String> obstacle(Site site, List<Plan.Placed> placed) {
        if (!pack.recipe().aggregation().instance().sums()) {
            return Optional.of("the aggregation does not simply sum");
        }
        if (pack.plan().at(site).stream().anyMatch(p -> p.contribution() instanceof Contribution.Scale)) {
            return Optional.of("a scale stands at the same site");
        }
        boolean norm = site.kind().group() == SiteKind.Group.NORM;
        if (norm
                && (pack.plan().gates().groups().containsKey(GatePoint.input(site))
                        || pack.plan().gatedByLayer(site))) {
            return Optional.of("gates read what comes before it");
        }
        if (norm
                && pack.plan().at(site).stream()
                        .anyMatch(p -> p.contribution() instanceof Contribution.FunctionShift)) {
            return Optional.of("another method reads what comes before it");
        }
        return placed.stream()
                .map(p -> obstacle(site, p))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> read.contains(site)
                        ? Optional.of("another method reads the base model's map there")
                        : Optional.empty());
    }

    private Optional<String> obstacle(Site site, Plan.Placed placed) {
        Frozen base = frozen.getOrDefault(site, new Frozen(Optional.empty(), Optional.empty()));
        boolean constant = pack.plan().gates().constants().keySet().containsAll(placed.slots());
        boolean matrix = placed.contribution() instanceof Contribution.LowRankShift;
        boolean vector = placed.contribution() instanceof Contribution.BiasShift
                || placed.contribution() instanceof Contribution.LowRankShift c && c.bias() != null;
        if (!matrix && !vector) {
            return Optional.of("it is neither a low-rank nor a bias shift");
        }
        if (!constant) {
            return Optional.of("its gate depends on the text");
        }
        return matrix && base.weight().isEmpty() || vector && base.bias().isEmpty()
                ? Optional.of("the base model has no weight of its own there")
                : Optional.empty();
    }

    private void fold(Site site, Plan.Placed placed) {
        float gate =
                placed.slots().isEmpty() ? 1 : pack.plan().gates().constants().get(placed.slot());
        Frozen base = frozen.get(site);
        if (placed.contribution() instanceof Contribution.BiasShift shift) {
            add(base.bias().orElseThrow(), values(shift.shift()), gate);
        } else if (placed.contribution() instanceof Contribution.LowRankShift shift) {
            double factor = gate * shift.scale();
            add(base.weight().orElseThrow(), product(shift.a(), shift.b()), factor);
            if (shift.bias() != null) {
                add(base.bias().orElseThrow(), values(shift.bias()), factor);
            }
        }
    }

    private void add(String weight, float[] change, double factor) {
        String name = OwnBase.OWNER + "." + weight;
        Shape shape = host.weights().shape(weight);
        float[] sum = weights.containsKey(name)
                ? weights.get(name).floats().clone()
                : host.weights().values(weight);
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (sum[i] + factor * change[i]);
        }
        weights.put(name, TensorData.of(shape, sum));
    }

    private float[] values(Parameter parameter) {
        return weights.get(parameter.name()).floats();
    }

    /** A B, row-major. */
    private float[] product(Parameter a, Parameter b) {
        int in = Math.toIntExact(a.shape().get(0));
        int rank = Math.toIntExact(a.shape().get(1));
        int out = Math.toIntExact(b.shape().get(1));
        float[] left = values(a);
        float[] right = values(b);
        float[] product = new float[in * out];
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < out; j++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += (double) left[i * rank + k] * right[k * out + j];
                }
                product[i * out + j] = (float) sum;
            }
        }
        return product;
    }
}
