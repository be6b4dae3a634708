package org.unipelt.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/** One id for each word of a short list, a start token in front. */
final class WordTokenizer implements TextTokenizer {
    static final List<String> WORDS =
            List.of("[PAD]", "[UNK]", "[CLS]", "a", "the", "film", "plot", "good", "bright", "bad", "dull");

    private boolean closed;

    @Override
    public Encoding encode(String text, String pair, int maximumLength, Truncation truncation) {
        List<String> tokens = new ArrayList<>(List.of("[CLS]"));
        Stream.of(text, pair == null ? "" : pair)
                .flatMap(part -> Arrays.stream(part.split(" ")))
                .filter(word -> !word.isEmpty())
                .forEach(tokens::add);
        List<String> kept = tokens.subList(0, Math.min(maximumLength, tokens.size()));
        int[] ids =
                kept.stream().mapToInt(word -> Math.max(WORDS.indexOf(word), 1)).toArray();
        return new Encoding(ids, new int[ids.length], new int[ids.length][2], kept, kept.size() < tokens.size());
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return String.join(
                " ",
                Arrays.stream(ids)
                        .filter(id -> !skipSpecialTokens || id > 2)
                        .mapToObj(WORDS::get)
                        .toList());
    }

    @Override
    public int vocabularySize() {
        return WORDS.size();
    }

    @Override
    public int paddingId() {
        return 0;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
