package org.unipelt.task.texttotext;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/**
 * A token for each letter: its number in the alphabet and 2 more; a line end is 2.
 *
 * @param first what it puts in front of a text, with no place in it
 * @param last what it puts behind a text
 */
record LetterTokenizer(List<Integer> first, List<Integer> last) implements TextTokenizer {

    @Override
    public Encoding encode(String text, String pair, int maximumLength, Truncation truncation) {
        int kept = Math.min(text.length(), maximumLength - first.size() - last.size());
        int[] letters = text.substring(0, kept).chars().map(LetterTokenizer::id).toArray();
        int[] ids = Stream.of(
                        first.stream().mapToInt(i -> i),
                        Arrays.stream(letters),
                        last.stream().mapToInt(i -> i))
                .flatMapToInt(part -> part)
                .toArray();
        int[][] offsets = new int[ids.length][2];
        for (int i = 0; i < kept; i++) {
            offsets[first.size() + i] = new int[] {i, i + 1};
        }
        return new Encoding(ids, new int[ids.length], offsets, tokens(ids), kept < text.length());
    }

    private static List<String> tokens(int[] ids) {
        return Arrays.stream(ids).mapToObj(String::valueOf).toList();
    }

    private static int id(int letter) {
        return letter == '\n' ? 2 : letter - 'a' + 3;
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return Arrays.stream(ids)
                .filter(id -> id > 2)
                .mapToObj(id -> Character.toString(id - 3 + 'a'))
                .collect(Collectors.joining());
    }

    @Override
    public int vocabularySize() {
        return 29;
    }

    @Override
    public int paddingId() {
        return 0;
    }

    @Override
    public void close() {}
}
