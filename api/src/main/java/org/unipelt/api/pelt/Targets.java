package org.unipelt.api.pelt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.Options;

/**
 * The sites that a user chose for a method: kinds by {@code "targets"}, layers by {@code "layers"}, halves of the model by
 * {@code "stages"}. Every method that takes one of them declares it by this class, so that they mean the same everywhere.
 */
@ProviderType
public final class Targets {
    private static final String KINDS = "targets";
    private static final String LAYERS = "layers";
    private static final String STAGES = "stages";
    private static final String ALL = "all";
    private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(-(\\d{1,6})?)?");

    private final Set<String> kinds;
    private final List<int[]> ranges;
    private final Set<String> stages;

    private Targets(Set<String> kinds, List<int[]> ranges, Set<String> stages) {
        this.kinds = kinds;
        this.ranges = ranges;
        this.stages = stages;
    }

    /** The key {@code "targets"}: words of site kinds. */
    public static Option kinds(List<SiteKind> fallback, String help, List<SiteKind> allowed) {
        return Option.list(KINDS, words(fallback), help, words(allowed).toArray(String[]::new));
    }

    /** The key {@code "layers"}. */
    public static Option layers() {
        return Option.text(
                LAYERS, ALL, "layers from 0 in each half of the model: all, or numbers and ranges as 0-3,8,10-");
    }

    /** The key {@code "stages"}. */
    public static Option stages() {
        return Option.list(
                STAGES,
                allStages(),
                "halves of a model that it stands in: BERT is an encoder, GPT-2 a decoder, T5 has both",
                allStages().toArray(String[]::new));
    }

    /** All kinds of linear maps: those in the layers, and the pooler. */
    public static List<SiteKind> linearMaps() {
        return Arrays.stream(SiteKind.values())
                .filter(kind -> kind.group() == SiteKind.Group.LINEAR)
                .toList();
    }

    /**
     * The targets by a method's options, which declare {@code "targets"}, {@code "layers"} and {@code "stages"} where the method
     * lets choose. What they say nothing of is not narrowed.
     *
     * @param kinds what the method reaches where its options say nothing of it
     * @throws ConfigurationException if the layers cannot be read
     */
    public static Targets of(Options options, SiteKind... kinds) {
        List<String> chosen = options.has(KINDS) ? options.list(KINDS) : words(Arrays.asList(kinds));
        List<String> stages = options.has(STAGES) ? options.list(STAGES) : allStages();
        String layers = options.has(LAYERS) ? options.text(LAYERS) : ALL;
        return new Targets(new LinkedHashSet<>(chosen), ranges(layers), new LinkedHashSet<>(stages));
    }

    /** Whether the method acts at a site; what stands outside the layers is in no range but counts with {@code all}. */
    public boolean include(Site site) {
        return kinds.contains(site.kind().word()) && include(site.stage()) && includeLayer(site.layer());
    }

    /** Whether the method stands in a half of the model: for what it gives there whatever kinds and layers were chosen. */
    public boolean include(Stage stage) {
        return stages.contains(stage.word());
    }

    private boolean includeLayer(int layer) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> layer >= range[0] && layer <= range[1]);
    }

    private static List<int[]> ranges(String text) {
        List<int[]> ranges = new ArrayList<>();
        if (text.strip().equals(ALL)) {
            return ranges;
        }
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                throw refused(text, "'" + part.strip() + "' is no layer");
            }
            int from = Integer.parseInt(range.group(1));
            int open = range.group(2) == null ? from : Integer.MAX_VALUE;
            int to = range.group(3) == null ? open : Integer.parseInt(range.group(3));
            if (to < from) {
                throw refused(text, "'" + part.strip() + "' ends before it begins");
            }
            ranges.add(new int[] {from, to});
        }
        return ranges;
    }

    private static ConfigurationException refused(String text, String reason) {
        return new ConfigurationException(
                "layers \"" + text + "\"", reason, "Write all, or numbers from 0 and ranges as 0-3,8,10-");
    }

    private static List<String> allStages() {
        return Arrays.stream(Stage.values()).map(Stage::word).toList();
    }

    private static List<String> words(List<SiteKind> kinds) {
        return kinds.stream().map(SiteKind::word).toList();
    }
}
