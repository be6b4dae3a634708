package org.unipelt.tokenizers;

import org.unipelt.api.DataException;
import org.unipelt.api.text.TextTokenizer.Truncation;

/**
 * How many tokens of two texts stay, special tokens not counted. The rules are those of Hugging Face tokenizers
 * ({@code truncate_encodings}); what is cut is cut from the end.
 *
 * @param first tokens of the first text
 * @param second tokens of the second text, 0 where there is none
 */
record Lengths(int first, int second) {

    /**
     * The lengths to cut to.
     *
     * @param room tokens that may stay
     * @throws DataException if the one text that may be cut is too short to make the room
     */
    Lengths cutTo(int room, Truncation truncation) {
        int excess = first + second - room;
        if (excess <= 0) {
            return this;
        }
        if (room == 0) {
            return new Lengths(0, 0);
        }
        return switch (truncation) {
            case LONGEST_FIRST -> longestFirst(room);
            case ONLY_FIRST -> new Lengths(only("first", first, excess), second);
            case ONLY_SECOND -> new Lengths(first, only("second", second, excess));
        };
    }

    /** The longer text is cut to the length of the shorter one, then both to halves; the odd token goes to the longer. */
    private Lengths longestFirst(int room) {
        int shorter = Math.min(first, second);
        int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
        if (shorter + longer > room) {
            shorter = room / 2;
            longer = room - shorter;
        }
        return first > second ? new Lengths(longer, shorter) : new Lengths(shorter, longer);
    }

    private static int only(String name, int length, int excess) {
        if (length <= excess) {
            throw new DataException(
                    "Text",
                    "only the " + name + " text may be cut, it has " + length + " tokens and " + excess
                            + " tokens are too many",
                    "Allow a greater length, or cut the longest first");
        }
        return length - excess;
    }
}
