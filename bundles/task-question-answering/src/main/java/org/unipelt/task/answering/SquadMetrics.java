package org.unipelt.task.answering;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.unipelt.api.DataException;

/**
 * How good an answer is, as the evaluation script of SQuAD 1.1 has it.
 *
 * @param exact 1 where it is one of the accepted answers, letter for letter but for case, articles, punctuation and white space
 * @param f1 the harmonic mean of precision and recall of its words, against the accepted answer that is nearest
 */
record SquadMetrics(double exact, double f1) {
    static final String EXACT_MATCH = "exact_match";
    static final String F1 = "f1";

    /** What all of them are where every answer is right. */
    static final double PERCENT = 100;

    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}+"); // that of ASCII alone
    /** Between what Python takes for letters and digits: combining marks are none. */
    private static final Pattern ARTICLE = Pattern.compile("(?<![\\p{L}\\p{N}_])(a|an|the)(?![\\p{L}\\p{N}_])");

    private static final Pattern SPACE = Pattern.compile("[\\p{IsWhite_Space}\\x1c-\\x1f]+");

    /** Against the accepted answers. */
    static SquadMetrics of(String answer, List<String> accepted) {
        List<String> words = words(answer);
        List<List<String>> wanted = accepted.stream().map(SquadMetrics::words).toList();
        return new SquadMetrics(
                wanted.contains(words) ? 1 : 0,
                wanted.stream().mapToDouble(other -> f1(words, other)).max().orElse(0));
    }

    /**
     * The means of many, in percent.
     *
     * @throws DataException if there are none
     */
    static Map<String, Double> mean(List<SquadMetrics> each) {
        if (each.isEmpty()) {
            throw new DataException("evaluation", "there is no question to judge", "Give a file with questions");
        }
        Map<String, Double> means = new LinkedHashMap<>();
        means.put(EXACT_MATCH, mean(each, SquadMetrics::exact));
        means.put(F1, mean(each, SquadMetrics::f1));
        return means;
    }

    private static double mean(List<SquadMetrics> each, ToDoubleFunction<SquadMetrics> metric) {
        return PERCENT * each.stream().mapToDouble(metric).average().orElseThrow();
    }

    /** An answer as it is compared: without capitals, punctuation and articles, in words. */
    static List<String> words(String answer) {
        String letters = PUNCTUATION.matcher(answer.toLowerCase(Locale.ROOT)).replaceAll("");
        String bare = ARTICLE.matcher(letters).replaceAll(" ");
        return Arrays.stream(SPACE.split(bare)).filter(word -> !word.isEmpty()).toList();
    }

    private static double f1(List<String> answer, List<String> accepted) {
        Map<String, Integer> left =
                new HashMap<>(accepted.stream().collect(Collectors.toMap(word -> word, word -> 1, Integer::sum)));
        int common = 0;
        for (String word : answer) {
            if (left.merge(word, -1, Integer::sum) >= 0) {
                common++;
            }
        }
        if (common == 0) {
            return 0;
        }
        double precision = (double) common / answer.size();
        double recall = (double) common / accepted.size();
        return 2 * precision * recall / (precision + recall);
    }
}
