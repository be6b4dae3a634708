package org.unipelt.task.answering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.TextInput;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;

/**
 * A question and its context as tokens, and the rows that they are read in: the question in each, and behind it a stretch of the
 * context. A question may take half a row, and is cut at its end where it is longer.
 *
 * @param whole both texts, uncut
 * @param front what stands in front of the context in each row: places in {@code whole}
 * @param first the place of the context's first token in {@code whole}
 * @param behind the place behind its last one
 * @param maximumLength the most tokens of a row
 */
record Windows(Encoding whole, int[] front, int first, int behind, int maximumLength) {

    /**
     * Tokenises a pair of question and context.
     *
     * @throws ConfigurationException if a row has no room for the special tokens and some of both texts
     */
    static Windows of(TextInput input, TextTokenizer tokenizer, int maximumLength) {
        Encoding whole = encode(tokenizer, input.text(), input.pair());
        // a tokenizer does not tell which tokens are whose: what comes in beside an empty context is the context
        int others = encode(tokenizer, input.text(), "").length();
        int behind = whole.length() - specialAtEnd(whole, whole.length());
        int first = others - (whole.length() - behind);
        return new Windows(
                whole,
                front(whole, first, maximumLength / 2 - (whole.length() - behind)),
                first,
                behind,
                maximumLength);
    }

    private static Encoding encode(TextTokenizer tokenizer, String question, String context) {
        return tokenizer.encode(question, context, Integer.MAX_VALUE, Truncation.ONLY_SECOND);
    }

    /** How many tokens in front of an end stand for no text. */
    private static int specialAtEnd(Encoding encoding, int end) {
        int count = 0;
        while (count < end && encoding.special(end - 1 - count)) {
            count++;
        }
        return count;
    }

    /** How many tokens at the start stand for no text. */
    private static int specialAtStart(Encoding encoding) {
        int count = 0;
        while (count < encoding.length() && encoding.special(count)) {
            count++;
        }
        return count;
    }

    /** The question with its special tokens; cut in front of those behind it. */
    private static int[] front(Encoding whole, int first, int room) {
        if (first <= room) {
            return IntStream.range(0, first).toArray();
        }
        int separators = specialAtEnd(whole, first);
        int kept = room - separators;
        if (kept <= specialAtStart(whole)) {
            throw new ConfigurationException(
                    QuestionAnsweringTask.WHERE,
                    "rows are too short for a question, a stretch of its context and the special tokens",
                    "Raise \"maximum_length\" in \"training\": 384 is usual");
        }
        return IntStream.concat(IntStream.range(0, kept), IntStream.range(first - separators, first))
                .toArray();
    }

    /**
     * The rows: each shares tokens of the context with the next, so that a token at the edge of one has others around it in
     * another.
     *
     * @param stride how many they share; at most half of a row's room for the context
     */
    List<Window> all(int stride) {
        int tokens = behind - first;
        int room = maximumLength - front.length - (whole.length() - behind);
        int step = room - Math.min(stride, room / 2);
        List<Window> windows = new ArrayList<>();
        int from = 0;
        windows.add(window(0, Math.min(room, tokens)));
        while (from + room < tokens) {
            from += step;
            windows.add(window(from, Math.min(room, tokens - from)));
        }
        return windows;
    }

    private Window window(int from, int length) {
        int[] places = IntStream.concat(
                        IntStream.of(front),
                        IntStream.concat(
                                IntStream.range(first + from, first + from + length),
                                IntStream.range(behind, whole.length())))
                .toArray();
        int[] ids = new int[places.length];
        int[] typeIds = new int[places.length];
        int[][] offsets = new int[places.length][];
        for (int i = 0; i < places.length; i++) {
            ids[i] = whole.ids()[places[i]];
            typeIds[i] = whole.typeIds()[places[i]];
            boolean context = places[i] >= first && places[i] < behind;
            offsets[i] = context ? whole.offsets()[places[i]] : new int[2];
        }
        Encoding row = new Encoding(ids, typeIds, offsets, List.of(), front.length < first);
        return new Window(row, front.length, from, length);
    }

    /**
     * The tokens of a part of the context, the first and the last; the last in front of the first where none stands for it.
     *
     * @param from where it begins, in characters (code points)
     * @param to where it ends
     */
    int[] tokens(int from, int to) {
        int start = first;
        while (start < behind && whole.offsets()[start][1] <= from) {
            start++;
        }
        int end = behind - 1;
        while (end >= first && whole.offsets()[end][0] >= to) {
            end--;
        }
        return new int[] {start - first, end - first};
    }
}
