package org.unipelt.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Writes texts token by token, each for itself. */
final class StreamSearch implements Search {
    private final Set<Integer> end;
    private final int most;
    private final List<Stream> streams;
    private boolean begun;

    /** A text, the row that it has in the model, and what chooses its tokens. */
    private static final class Stream {
        private final TokenChoice choice;
        private Written text = Written.NOTHING;
        private int row;
        private boolean done;

        Stream(TokenChoice choice) {
            this.choice = choice;
        }
    }

    /**
     * @param end tokens that end a text
     * @param most the most tokens
     * @param choices one for each text to write
     */
    StreamSearch(Set<Integer> end, int most, List<TokenChoice> choices) {
        this.end = end;
        this.most = most;
        streams = choices.stream().map(Stream::new).toList();
    }

    @Override
    public List<Step> next(Logits logits) {
        List<Step> steps = new ArrayList<>();
        for (Stream stream : streams) {
            if (!stream.done) {
                go(stream, logits, steps);
            }
        }
        begun = true;
        return steps;
    }

    private void go(Stream stream, Logits logits, List<Step> steps) {
        int row = begun ? stream.row : 0; // at first all read the one row of the given text
        int token = stream.choice.choose(logits, row);
        stream.text = stream.text.with(token, logits.at(row, token) - logits.normaliser(row));
        stream.done = end.contains(token) || stream.text.length() == most;
        if (!stream.done) {
            stream.row = steps.size();
            steps.add(new Step(row, token));
        }
    }

    @Override
    public List<Written> results() {
        return IntStream.range(0, streams.size())
                .mapToObj(i -> streams.get(i).text)
                .sorted(Comparator.comparingDouble(Written::score).reversed())
                .toList();
    }
}
