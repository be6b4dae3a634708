package org.unipelt.api.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;

/** Finds the known word that a mistyped one was meant to be. */
@ProviderType
public final class Nearest {
    private static final int MOST = 40;

    private Nearest() {}

    /** The known word with the smallest edit distance, if it is near enough to be meant. */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String k) -> distance(word, k)).thenComparing(k -> k))
                .filter(k -> distance(word, k) <= Math.max(2, Math.max(word.length(), k.length()) / 2));
    }

    /** {@code "Did you mean 'x'?"} with the nearest known word, or known words where none is near. */
    public static String hint(String word, Collection<String> known) {
        return to(word, known)
                .map(k -> "Did you mean '" + k + "'?")
                .orElseGet(() -> known.isEmpty() ? "None is known" : "Known: " + some(known));
    }

    /** The words, as many as a message bears. */
    public static String some(Collection<String> words) {
        String shown = words.stream().limit(MOST).collect(Collectors.joining(", "));
        return words.size() <= MOST ? shown : shown + " and " + (words.size() - MOST) + " more";
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal
                        + (Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
