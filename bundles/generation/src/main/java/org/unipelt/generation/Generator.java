package org.unipelt.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.client.TextDecoder.Decoding;
import org.unipelt.api.generation.GivenText;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.LengthBatches;
import org.unipelt.api.text.TokenBatch;

/** Writes several texts at once; a text that has ended leaves the batch. */
@Component
public final class Generator implements TextGenerator {
    private static final int BATCH = 16;

    @Override
    public OptionSchema options() {
        return Settings.SCHEMA;
    }

    @Override
    public List<List<Generated>> write(TextDecoder decoder, List<String> texts, Options options) {
        GivenText given = GivenText.of(decoder, Settings.of(options).newTokens());
        return writeOn(decoder, texts.stream().map(given::encode).toList(), options);
    }

    @Override
    public List<List<Generated>> writeOn(TextDecoder decoder, List<Encoding> texts, Options options) {
        Settings settings = Settings.of(options);
        List<List<Generated>> all = new ArrayList<>(Collections.nCopies(texts.size(), List.of()));
        int[] lengths = texts.stream().mapToInt(Encoding::length).toArray();
        for (int[] batch : LengthBatches.of(lengths, BATCH)) {
            List<Encoding> rows = Arrays.stream(batch).mapToObj(texts::get).toList();
            List<List<Written>> written = generate(decoder, padded(decoder, rows), settings, row -> batch[row]);
            for (int i = 0; i < batch.length; i++) {
                all.set(batch[i], generated(decoder, written.get(i), rows.get(i).truncated()));
            }
        }
        return all;
    }

    @Override
    public List<List<Generated>> generate(TextDecoder decoder, TokenBatch texts, Options options) {
        return generate(decoder, texts, Settings.of(options), row -> row).stream()
                .map(written -> generated(decoder, written, false))
                .toList();
    }

    private static TokenBatch padded(TextDecoder decoder, List<Encoding> texts) {
        boolean encoder = decoder.writing().start().isPresent();
        return TokenBatch.of(
                texts, decoder.writing().padding(), encoder ? TokenBatch.Side.RIGHT : TokenBatch.Side.LEFT);
    }

    private static List<Generated> generated(TextDecoder decoder, List<Written> texts, boolean truncated) {
        return texts.stream()
                .map(text -> new Generated(
                        decoder.tokenizer().decode(text.ids(), true), text.ids(), text.score(), truncated))
                .toList();
    }

    /** @param numbers the number of the text in each row: it draws by that, whatever stands beside it */
    private static List<List<Written>> generate(
            TextDecoder decoder, TokenBatch texts, Settings settings, IntUnaryOperator numbers) {
        Set<Integer> end =
                new LinkedHashSet<>(settings.end().isEmpty() ? decoder.writing().end() : settings.end());
        List<Search> searches = IntStream.range(0, texts.rows())
                .mapToObj(row -> search(settings, end, room(decoder, texts, row, settings), numbers.applyAsInt(row)))
                .toList();
        if (texts.rows() > 0) {
            run(decoder, texts, searches);
        }
        return searches.stream()
                .map(search ->
                        search.results().stream().limit(settings.sequences()).toList())
                .toList();
    }

    private static Search search(Settings settings, Set<Integer> end, int most, int number) {
        if (settings.beams() > 1) {
            return new BeamSearch(settings, end, most);
        }
        if (settings.sampling() == null) {
            return new StreamSearch(end, most, List.of(TokenChoice.BEST));
        }
        List<TokenChoice> choices = LongStream.range(0, settings.sequences())
                .mapToObj(sequence -> TokenChoice.drawn(settings.sampling(), random(settings.seed(), number, sequence)))
                .toList();
        return new StreamSearch(end, most, choices);
    }

    /**
     * The random numbers of one text. SplittableRandom gives the scrambled multiples of one constant, begun at its seed: seeds
     * that lie such a step apart give the same numbers, one later. So each part of the seed is scrambled before the next is
     * added.
     */
    static SplittableRandom random(long seed, int number, long sequence) {
        long text = new SplittableRandom(seed).nextLong() + number;
        return new SplittableRandom(new SplittableRandom(text).nextLong() + sequence);
    }

    /** How many tokens fit behind those of a row; beside an encoder the decoder begins anew. */
    private static int room(TextDecoder decoder, TokenBatch texts, int row, Settings settings) {
        if (decoder.writing().start().isPresent()) {
            return settings.newTokens();
        }
        int first = row * texts.length();
        int tokens = (int) IntStream.range(first, first + texts.length())
                .filter(place -> texts.mask()[place] != 0)
                .count();
        int room = Math.min(settings.newTokens(), decoder.maximumLength() - tokens);
        if (room < 1) {
            throw new DataException(
                    "text",
                    "it has " + tokens + " tokens, and the model holds " + decoder.maximumLength()
                            + ", which leaves no room to write",
                    "Give a shorter text");
        }
        return room;
    }

    private static void run(TextDecoder decoder, TokenBatch texts, List<Search> searches) {
        try (Decoding decoding = decoder.begin(texts)) {
            List<Search> live = new ArrayList<>(searches);
            List<Integer> rows = new ArrayList<>(live.stream().map(search -> 1).toList());
            while (!live.isEmpty()) {
                advance(decoding, live, rows);
            }
        }
    }

    /** One step of all that are not done. */
    private static void advance(Decoding decoding, List<Search> live, List<Integer> rows) {
        float[] values = decoding.logits();
        int vocabulary = values.length / decoding.rows();
        List<Integer> from = new ArrayList<>();
        List<Integer> tokens = new ArrayList<>();
        List<Search> next = new ArrayList<>();
        List<Integer> nextRows = new ArrayList<>();
        int row = 0;
        for (int i = 0; i < live.size(); i++) {
            List<Search.Step> steps = live.get(i).next(new Logits(values, vocabulary, row));
            for (Search.Step step : steps) {
                from.add(row + step.from());
                tokens.add(step.token());
            }
            row += rows.get(i);
            if (!steps.isEmpty()) {
                next.add(live.get(i));
                nextRows.add(steps.size());
            }
        }
        replace(live, next);
        replace(rows, nextRows);
        if (!live.isEmpty()) {
            decoding.advance(ints(from), ints(tokens));
        }
    }

    private static <T> void replace(List<T> list, List<T> by) {
        list.clear();
        list.addAll(by);
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
