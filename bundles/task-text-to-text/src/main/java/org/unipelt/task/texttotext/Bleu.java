package org.unipelt.task.texttotext;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU of a corpus (Papineni et al. 2002) as sacrebleu has it: words by {@code 13a}, runs of one to four of them, exponential
 * smoothing; {@code case:mixed|eff:no|tok:13a|smooth:exp}.
 */
final class Bleu {
    static final int ORDER = 4;

    private final long[] matched = new long[ORDER];
    private final long[] written = new long[ORDER];
    private long length;
    private long wantedLength;

    private Bleu() {}

    /**
     * From 0 to 100.
     *
     * @param texts what was written
     * @param references for each text those that are right
     */
    static double of(List<String> texts, List<List<String>> references) {
        Bleu bleu = new Bleu();
        for (int i = 0; i < texts.size(); i++) {
            bleu.add(
                    Tokenizer13a.words(texts.get(i)),
                    references.get(i).stream().map(Tokenizer13a::words).toList());
        }
        return bleu.score();
    }

    private void add(List<String> words, List<List<String>> references) {
        length += words.size();
        wantedLength += references.stream()
                .map(List::size)
                .min(Comparator.<Integer>comparingInt(size -> Math.abs(size - words.size()))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        for (int n = 1; n <= ORDER; n++) {
            Map<List<String>, Integer> right = new HashMap<>();
            for (List<String> reference : references) {
                NGrams.count(reference, n).forEach((run, count) -> right.merge(run, count, Math::max));
            }
            Map<List<String>, Integer> counts = NGrams.count(words, n);
            matched[n - 1] += NGrams.shared(counts, right);
            written[n - 1] += NGrams.total(counts);
        }
    }

    private double score() {
        // too short for a run of four: sacrebleu takes its precision for 0, where effective order is off
        if (Arrays.stream(matched).sum() == 0 || written[ORDER - 1] == 0) {
            return 0;
        }
        double logarithms = 0;
        double smoothing = 1;
        for (int n = 0; n < ORDER; n++) {
            if (matched[n] == 0) {
                smoothing *= 2;
            }
            double precision = matched[n] == 0 ? 1 / (smoothing * written[n]) : (double) matched[n] / written[n];
            logarithms += Math.log(precision);
        }
        double brevity = length < wantedLength ? Math.exp(1 - (double) wantedLength / length) : 1;
        return 100 * brevity * Math.exp(logarithms / ORDER);
    }
}
