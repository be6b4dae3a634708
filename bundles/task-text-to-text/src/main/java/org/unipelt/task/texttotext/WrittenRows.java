package org.unipelt.task.texttotext;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.generation.GivenText;
import org.unipelt.api.model.Writing;
import org.unipelt.api.task.Row;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;

/**
 * Rows that teach to write a text for a given one: the decoder reads each token of what is wanted and is to give the next.
 *
 * @param maximumLength the most tokens of what is given and, beside an encoder, of what is wanted; of both where there is none
 */
record WrittenRows(TextTokenizer tokenizer, int maximumLength, Writing writing) {

    /**
     * A row.
     *
     * @throws ConfigurationException if the model names no token that ends a text
     */
    Row row(String given, String wanted) {
        if (writing.end().isEmpty()) {
            throw new ConfigurationException(
                    "base model",
                    "its config.json names no token that ends a text, so that it could not learn to stop",
                    "Add \"eos_token_id\" to it");
        }
        return writing.start().isPresent() ? besideEncoder(given, ids(wanted)) : behind(given, ids(wanted));
    }

    private Row besideEncoder(String given, int[] ids) {
        Encoding text = tokenizer.encode(given, null, maximumLength, Truncation.LONGEST_FIRST);
        int[] target = Arrays.copyOf(ids, Math.min(ids.length, maximumLength));
        int[] written = IntStream.concat(
                        IntStream.of(writing.start().getAsInt()), Arrays.stream(target, 0, target.length - 1))
                .toArray();
        return Row.writing(text, encoding(written, target.length < ids.length), floats(target, 0));
    }

    /** Where both are too long, half of the room is for each. What is given loses its start, as when the model writes. */
    private Row behind(String text, int[] ids) {
        Encoding whole = whole(text);
        int length = Math.max(1, whole.length());
        int half = Math.max(1, maximumLength / 2);
        // the last token is wanted and not read
        int target = Math.min(ids.length, Math.max(half, maximumLength + 1 - length));
        int[] given = given(whole, maximumLength + 1 - target);
        int[] row = IntStream.concat(Arrays.stream(given), Arrays.stream(ids, 0, target - 1))
                .toArray();
        return Row.goingOn(
                encoding(row, given.length < length || target < ids.length),
                given.length,
                floats(Arrays.copyOf(ids, target), given.length - 1));
    }

    private int[] given(Encoding whole, int most) {
        return whole.length() > 0
                ? GivenText.end(whole, most).ids()
                : writing.emptyText().stream().toArray();
    }

    /** The tokens of what is to be written and the one that ends it; without those that a tokenizer puts around a text. */
    private int[] ids(String wanted) {
        Encoding whole = whole(wanted);
        Set<Integer> around = IntStream.of(whole("").ids()).boxed().collect(Collectors.toSet());
        int from = 0;
        int to = whole.length();
        while (from < to && around.contains(whole.ids()[from]) && whole.special(from)) {
            from++;
        }
        while (to > from && around.contains(whole.ids()[to - 1]) && whole.special(to - 1)) {
            to--;
        }
        return IntStream.concat(
                        Arrays.stream(whole.ids(), from, to),
                        IntStream.of(writing.end().get(0)))
                .toArray();
    }

    private Encoding whole(String text) {
        return tokenizer.encode(text, null, Integer.MAX_VALUE, Truncation.LONGEST_FIRST);
    }

    private static Encoding encoding(int[] ids, boolean truncated) {
        return new Encoding(ids, new int[ids.length], new int[ids.length][2], List.of(), truncated);
    }

    /** Behind so many places that have nothing to teach. */
    private static float[] floats(int[] ids, int ignored) {
        float[] target = new float[ignored + ids.length];
        Arrays.fill(target, 0, ignored, Row.IGNORED);
        for (int i = 0; i < ids.length; i++) {
            target[ignored + i] = ids[i];
        }
        return target;
    }
}
