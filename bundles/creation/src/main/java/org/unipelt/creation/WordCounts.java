package org.unipelt.creation;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The words of texts, cut as the tokenizer that is made of them cuts: at spaces, and around every sign of punctuation. */
final class WordCounts {
    /** What stands for the space in front of a word, as in SentencePiece. */
    static final String SPACE = "\u2581";

    private static final Pattern SPACES = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern PARTS = Pattern.compile("[\\p{Punct}\\p{P}]|[^\\p{Punct}\\p{P}]+");

    private final Map<String, Long> counts = new TreeMap<>();

    /** Counts the words of a text; of a composed letter and its parts the former. */
    void add(String text) {
        for (String word : SPACES.split(text.strip())) {
            if (!word.isEmpty()) {
                PARTS.matcher(SPACE + java.text.Normalizer.normalize(word, java.text.Normalizer.Form.NFC))
                        .results()
                        .map(MatchResult::group)
                        .forEach(part -> counts.merge(part, 1L, Long::sum));
            }
        }
    }

    /** How often each word occurs, in the order of their letters. */
    Map<String, Long> byWord() {
        return counts;
    }
}
