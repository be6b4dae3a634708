package org.unipelt.tokenizers;

/** What happens to a text before and after the native library. */
final class Texts {
    private static final String[][] SPACES = {
        {" .", "."},
        {" ?", "?"},
        {" !", "!"},
        {" ,", ","},
        {" ' ", "'"},
        {" n't", "n't"},
        {" 'm", "'m"},
        {" 's", "'s"},
        {" 've", "'ve"},
        {" 're", "'re"},
    };

    private Texts() {}

    /**
     * Unpaired surrogates become U+FFFD, one for one, so that offsets stay: as UTF-8 they cannot be written, and the native
     * code would then garble all else beyond U+FFFF in the text.
     */
    static String wellFormed(String text) {
        if (text.codePoints().noneMatch(Texts::isUnpaired)) {
            return text;
        }
        int[] repaired = text.codePoints()
                .map(character -> isUnpaired(character) ? '\uFFFD' : character)
                .toArray();
        return new String(repaired, 0, repaired.length);
    }

    private static boolean isUnpaired(int character) {
        return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    }

    /** What transformers does when {@code clean_up_tokenization_spaces} is set, in its order. */
    static String withoutSpacesBeforePunctuation(String text) {
        String cleaned = text;
        for (String[] space : SPACES) {
            cleaned = cleaned.replace(space[0], space[1]);
        }
        return cleaned;
    }
}
