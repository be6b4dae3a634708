package org.unipelt.task.texttotext;

import java.util.List;
import java.util.Map;

/**
 * chrF2 of a corpus (Popovic 2015) as sacrebleu has it: runs of one to six characters, white space apart, recall counting twice as
 * much as precision; {@code case:mixed|eff:yes|nc:6|nw:0|space:no}.
 */
final class Chrf {
    private static final int ORDER = 6;
    private static final double BETA_SQUARED = 4;

    private Chrf() {}

    /**
     * From 0 to 100.
     *
     * @param texts what was written
     * @param references for each text those that are right; the one that it is nearest to counts
     */
    static double of(List<String> texts, List<List<String>> references) {
        Counts all = new Counts();
        for (int i = 0; i < texts.size(); i++) {
            List<String> characters = characters(texts.get(i));
            Counts best = null;
            for (String reference : references.get(i)) {
                Counts counts = Counts.of(characters, characters(reference));
                if (best == null || counts.score() > best.score()) {
                    best = counts;
                }
            }
            all.add(best);
        }
        return all.score();
    }

    private static List<String> characters(String text) {
        return Tokenizer13a.unspaced(text)
                .codePoints()
                .mapToObj(Character::toString)
                .toList();
    }

    /** Runs by their length less 1. */
    private static final class Counts {
        private final long[] written = new long[ORDER];
        private final long[] wanted = new long[ORDER];
        private final long[] matched = new long[ORDER];

        static Counts of(List<String> text, List<String> reference) {
            Counts counts = new Counts();
            for (int n = 0; n < ORDER; n++) {
                Map<List<String>, Integer> own = NGrams.count(text, n + 1);
                Map<List<String>, Integer> right = NGrams.count(reference, n + 1);
                // runs that the reference is too short for are nothing to miss
                counts.written[n] = right.isEmpty() ? 0 : NGrams.total(own);
                counts.wanted[n] = NGrams.total(right);
                counts.matched[n] = NGrams.shared(own, right);
            }
            return counts;
        }

        void add(Counts other) {
            for (int n = 0; n < ORDER; n++) {
                written[n] += other.written[n];
                wanted[n] += other.wanted[n];
                matched[n] += other.matched[n];
            }
        }

        /** Of the means over those lengths that both sides have. */
        double score() {
            double precision = 0;
            double recall = 0;
            int lengths = 0;
            for (int n = 0; n < ORDER; n++) {
                if (written[n] > 0 && wanted[n] > 0) {
                    precision += (double) matched[n] / written[n];
                    recall += (double) matched[n] / wanted[n];
                    lengths++;
                }
            }
            if (precision + recall == 0) {
                return 0;
            }
            precision /= lengths;
            recall /= lengths;
            return 100 * (1 + BETA_SQUARED) * precision * recall / (BETA_SQUARED * precision + recall);
        }
    }
}
