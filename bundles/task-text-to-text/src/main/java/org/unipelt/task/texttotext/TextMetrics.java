package org.unipelt.task.texttotext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.unipelt.api.DataException;

/** How near written texts are to those that are wanted, each from 0 to 100. */
final class TextMetrics {
    /** What all of them are where every text is right. */
    static final double PERCENT = 100;

    static final String BLEU = "bleu";
    private static final String CHRF = "chrf";
    private static final String EXACT_MATCH = "exact_match";

    /** All metrics by name. */
    static final List<String> NAMES = List.of(BLEU, CHRF, EXACT_MATCH);

    private TextMetrics() {}

    /**
     * All metrics.
     *
     * @param texts what was written
     * @param references for each text those that are right
     * @throws DataException if there is nothing to judge
     */
    static Map<String, Double> of(List<String> texts, List<List<String>> references) {
        if (texts.size() != references.size()) {
            throw new IllegalArgumentException(texts.size() + " texts for " + references.size() + " references");
        }
        if (texts.isEmpty()) {
            throw new DataException("evaluation", "there is no example to judge", "Give data with rows");
        }
        Map<String, Double> all = new LinkedHashMap<>();
        all.put(BLEU, Bleu.of(texts, references));
        all.put(CHRF, Chrf.of(texts, references));
        all.put(EXACT_MATCH, exactMatch(texts, references));
        return all;
    }

    /** The share of texts that are a reference, white space at the ends apart, in percent. */
    private static double exactMatch(List<String> texts, List<List<String>> references) {
        long exact = IntStream.range(0, texts.size())
                .filter(i -> references.get(i).stream()
                        .map(String::strip)
                        .anyMatch(texts.get(i).strip()::equals))
                .count();
        return PERCENT * exact / texts.size();
    }
}
