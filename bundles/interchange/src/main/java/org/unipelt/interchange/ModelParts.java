package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * A base model as the files of peft and adapters see it: modules by path. A path may carry the name of the whole in front, as
 * a model with a head has it: {@code bert.encoder.layer.0.attention.self.query}.
 */
final class ModelParts {
    private final ModelSource source;
    private final BaseModelInstance model;
    private final Checkpoint checkpoint;
    private final Map<String, List<Site>> sites = new LinkedHashMap<>();

    ModelParts(ModelSource source, BaseModelInstance model, Checkpoint checkpoint) {
        this.source = source;
        this.model = model;
        this.checkpoint = checkpoint;
        model.sites().forEach(site -> model.module(site)
                .ifPresent(module ->
                        sites.computeIfAbsent(module, m -> new ArrayList<>()).add(site)));
    }

    /** The model's name or directory, as the user gave it. */
    String name() {
        return source.name();
    }

    String family() {
        return source.family();
    }

    ModelShape shape() {
        return model.shape();
    }

    /** A value of the model's config.json under the first of these keys that it has; null if none. */
    Object config(String... keys) {
        for (String key : keys) {
            if (source.config().get(key) != null) {
                return source.config().get(key);
            }
        }
        return null;
    }

    /** How the model itself says that a sentence vector is read: in its files, or else as its family does. */
    Optional<String> pooling() {
        return source.pooling().or(model::pooling);
    }

    /** What the classifier of the library's class reads; empty where that class is not known, as of models of two halves. */
    Optional<String> classifierReads() {
        if (twoHalves()) {
            return Optional.empty();
        }
        String reads = site(SiteKind.POOLER).isPresent()
                ? Head.POOLER
                : model.pooling().orElse(Head.FIRST);
        return Optional.of(reads).filter(PeftHead.MAPS::containsKey);
    }

    /** All sites of these kinds, in the order of the computation. */
    List<Site> sites(Set<SiteKind> kinds) {
        return model.sites().stream()
                .filter(site -> kinds.contains(site.kind()))
                .toList();
    }

    /** All maps and norms with a bias. */
    List<Site> biased() {
        return model.sites().stream()
                .filter(site -> site.kind().group() == SiteKind.Group.LINEAR
                        || site.kind().group() == SiteKind.Group.NORM)
                .filter(Site::biased)
                .toList();
    }

    /** The site of a kind outside the layers; empty where the model has none. */
    Optional<Site> site(SiteKind kind) {
        return sites(Set.of(kind)).stream().findFirst();
    }

    /** The sites that a path stands for: several where one module is the maps of all, side by side; none for another path. */
    List<Site> at(String path) {
        return sites.getOrDefault(path, sites.getOrDefault(behindFirst(path), List.of()));
    }

    /** The sites of a site's module, itself among them. */
    List<Site> besides(Site site) {
        return sites.get(model.module(site).orElseThrow());
    }

    /** Where the columns of a site begin in what its module gives. */
    int firstColumn(Site site) {
        return besides(site).stream()
                .takeWhile(other -> !other.equals(site))
                .mapToInt(Site::outputSize)
                .sum();
    }

    /** Whether a model has an encoder and a decoder. */
    boolean twoHalves() {
        return model.sites().stream().map(Site::stage).distinct().count() > 1;
    }

    /** A site's layer as adapters counts: the decoder's behind the encoder's. */
    int counted(Site site) {
        long before = site.stage() == Stage.DECODER
                ? model.sites().stream()
                        .filter(other -> other.stage() == Stage.ENCODER && other.layer() >= 0)
                        .mapToInt(Site::layer)
                        .distinct()
                        .count()
                : 0;
        return site.layer() + (int) before;
    }

    /** What a path has in front of the model's own name for the part: {@code bert.}, or nothing. */
    String prefix(String path) {
        return sites.containsKey(path)
                ? ""
                : path.substring(0, path.length() - behindFirst(path).length());
    }

    /**
     * The module at a site, or the one that holds what belongs to a site without a module: for a block the parent of its last
     * map, for the sequence of keys and values the parent of the query.
     */
    Optional<String> module(Site site) {
        return switch (site.kind()) {
            case ATTENTION_BLOCK -> holder(site, SiteKind.ATTENTION_OUTPUT);
            case CROSS_ATTENTION_BLOCK -> holder(site, SiteKind.CROSS_ATTENTION_OUTPUT);
            case FFN_BLOCK -> holder(site, SiteKind.FFN_OUT);
            case KEY_VALUE -> holder(site, SiteKind.QUERY);
            case CROSS_KEY_VALUE -> holder(site, SiteKind.CROSS_QUERY);
            default -> model.module(site);
        };
    }

    private Optional<String> holder(Site site, SiteKind kind) {
        return sites.entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .anyMatch(other ->
                                other.kind() == kind && other.stage() == site.stage() && other.layer() == site.layer()))
                .map(entry -> entry.getKey().substring(0, entry.getKey().lastIndexOf('.')))
                .findFirst();
    }

    /** The first names of all modules: {@code embeddings}, {@code encoder}. */
    Set<String> roots() {
        return sites.keySet().stream()
                .map(module -> module.substring(0, Math.max(0, module.indexOf('.'))))
                .collect(Collectors.toSet());
    }

    /** The weights that the base model has, by the family's names. */
    Map<String, BaseWeight> weights() {
        Map<String, BaseWeight> weights = new TreeMap<>();
        model.weights(checkpoint.names()).forEach(weight -> weights.put(weight.name(), weight));
        return weights;
    }

    /** The base weight that a name in a file stands for: the family's, with the name of the whole in front, or the library's. */
    Optional<BaseWeight> weight(String name) {
        Map<String, BaseWeight> weights = weights();
        return Optional.ofNullable(weights.get(name))
                .or(() -> Optional.ofNullable(weights.get(behindFirst(name))))
                .or(() -> weights.values().stream()
                        .filter(weight -> weight.firstColumn() == BaseWeight.WHOLE
                                && weight.source().equals(name))
                        .findFirst());
    }

    /** The base model's own bias at a site; empty where it has none. */
    Optional<BaseWeight> bias(Site site) {
        String name = model.module(site).orElseThrow() + PeftBiases.BIAS;
        boolean part = besides(site).size() > 1;
        return weights().values().stream()
                .filter(weight ->
                        weight.source().equals(name) || weight.source().endsWith("." + name))
                .filter(weight -> !part || weight.firstColumn() == firstColumn(site))
                .findFirst();
    }

    /** Whether the library keeps the weight of a site's module as [in, out]. */
    boolean fanIn(Site site) {
        String name = model.module(site).orElseThrow() + ".weight";
        return weights().values().stream()
                .filter(weight -> weight.source().endsWith(name))
                .anyMatch(weight -> !weight.transposed());
    }

    /** The values of a weight as the base model has them; of a part of a bias those alone. */
    float[] values(BaseWeight weight) {
        float[] all = checkpoint.read(weight.source(), false);
        return weight.firstColumn() == BaseWeight.WHOLE || weight.shape().numDimensions() > 1
                ? all
                : Arrays.copyOfRange(
                        all,
                        weight.firstColumn(),
                        weight.firstColumn() + (int) weight.shape().get(0));
    }

    /** Whether these are the values of a table with a row for each word, as the scores of words are made from. */
    boolean isWordTable(float[] values) {
        return weights().values().stream()
                .filter(weight -> weight.shape().numDimensions() == 2
                        && weight.shape().get(0) == model.shape().vocabulary())
                .anyMatch(weight -> Arrays.equals(values, values(weight)));
    }

    private static String behindFirst(String path) {
        return path.substring(path.indexOf('.') + 1);
    }
}
