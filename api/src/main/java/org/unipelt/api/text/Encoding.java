package org.unipelt.api.text;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A text as the model reads it, special tokens included, without padding.
 *
 * @param ids token ids
 * @param typeIds 0 for tokens of the first text, 1 for those of the second
 * @param offsets start and end of each token in its text, counted in characters (code points); [0, 0] for special tokens
 * @param tokens the tokens' texts
 * @param truncated whether tokens were cut off
 */
@ProviderType
public record Encoding(int[] ids, int[] typeIds, int[][] offsets, List<String> tokens, boolean truncated) {

    /** How many tokens. */
    public int length() {
        return ids.length;
    }

    /** Whether a token has no place in its text, as those that a tokenizer puts around it. */
    public boolean special(int token) {
        return offsets[token][0] == offsets[token][1];
    }
}
