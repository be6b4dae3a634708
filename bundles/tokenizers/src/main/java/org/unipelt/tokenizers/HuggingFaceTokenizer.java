package org.unipelt.tokenizers;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/**
 * A tokenizer in native memory.
 *
 * <p>The native object never pads and never cuts: its settings for that are one for all callers, and changing them while
 * another thread encodes is a race. Texts are encoded whole and cut here.
 */
final class HuggingFaceTokenizer implements TextTokenizer {
    private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

    /** Held for reading while the native object is in use, for writing while it is freed. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final TokenizerDescription description;
    private long handle;

    /**
     * Creates the native object; the library must be loaded.
     *
     * @param json the text of a tokenizer.json
     * @param configuration the text of tokenizer_config.json, or an empty JSON object
     */
    HuggingFaceTokenizer(String json, String configuration) {
        handle = create(json);
        try {
            description = TokenizerDescription.of(json, configuration);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        LIBRARY.disablePadding(handle);
        LIBRARY.disableTruncation(handle);
    }

    private static long create(String json) {
        try {
            return LIBRARY.createTokenizerFromString(json);
        } catch (RuntimeException e) { // native code throws nothing more precise
            throw new DataException(
                    "tokenizer.json",
                    "it is not understood (" + e.getMessage() + ")",
                    "Save the tokenizer anew, or copy the file once more if it was cut short",
                    e);
        }
    }

    @Override
    public Encoding encode(String text, String pair, int maximumLength, Truncation truncation) {
        Objects.requireNonNull(truncation, "truncation");
        String first = Texts.wellFormed(text);
        String second = pair == null ? null : Texts.wellFormed(pair);
        return cut(use(tokenizer -> encodeWhole(tokenizer, first, second)), maximumLength, truncation);
    }

    private static NativeEncoding encodeWhole(long tokenizer, String text, String pair) {
        long encoding =
                pair == null ? LIBRARY.encode(tokenizer, text, true) : LIBRARY.encodeDual(tokenizer, text, pair, true);
        try {
            return new NativeEncoding(
                    LIBRARY.getTokenIds(encoding),
                    LIBRARY.getTypeIds(encoding),
                    LIBRARY.getSequenceIds(encoding),
                    LIBRARY.getTokenCharSpans(encoding));
        } finally {
            LIBRARY.deleteEncoding(encoding);
        }
    }

    private Encoding cut(NativeEncoding whole, int maximumLength, Truncation truncation) {
        Lengths lengths = new Lengths(whole.countOf(0), whole.countOf(1));
        int special = whole.ids().length - lengths.first() - lengths.second();
        if (maximumLength < special) {
            throw new ConfigurationException(
                    "maximumLength",
                    maximumLength + " is too small, the special tokens alone are " + special,
                    "Use a greater length");
        }
        Lengths kept = lengths.cutTo(maximumLength - special, truncation);
        return encoding(whole, whole.places(kept), !kept.equals(lengths));
    }

    private Encoding encoding(NativeEncoding whole, int[] places, boolean truncated) {
        int[] ids = new int[places.length];
        int[] typeIds = new int[places.length];
        int[][] offsets = new int[places.length][];
        List<String> tokens = new ArrayList<>(places.length);
        for (int i = 0; i < places.length; i++) {
            ids[i] = (int) whole.ids()[places[i]];
            typeIds[i] = (int) whole.typeIds()[places[i]];
            offsets[i] = whole.offset(places[i]);
            // by id and not from native code, which names an unknown piece by its text
            tokens.add(description.tokens().get(ids[i]));
        }
        return new Encoding(ids, typeIds, offsets, List.copyOf(tokens), truncated);
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        long[] copy = Arrays.stream(ids).asLongStream().toArray();
        String text = use(tokenizer -> LIBRARY.decode(tokenizer, copy, skipSpecialTokens));
        return description.cleansSpaces() ? Texts.withoutSpacesBeforePunctuation(text) : text;
    }

    @Override
    public int vocabularySize() {
        return description.tokens().size();
    }

    @Override
    public int paddingId() {
        return description.paddingId();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != 0) {
                LIBRARY.deleteTokenizer(handle);
                handle = 0;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T use(LongFunction<T> work) {
        lock.readLock().lock();
        try {
            if (handle == 0) {
                throw new IllegalStateException("This tokenizer is closed; open another one from its factory.");
            }
            return callNative(work);
        } finally {
            lock.readLock().unlock();
        }
    }

    private <T> T callNative(LongFunction<T> work) {
        try {
            return work.apply(handle);
        } catch (RuntimeException e) { // native code throws nothing more precise
            throw new DataException(
                    "tokenizer.json",
                    "the tokenizer cannot do this text (" + e.getMessage() + ")",
                    "Check that its vocabulary has the unknown token that it names",
                    e);
        }
    }

    /**
     * An encoding as it comes from native code.
     *
     * @param texts 0 or 1 for tokens of the first or second text, -1 for special tokens that the tokenizer adds
     * @param spans null where a token has none
     */
    private record NativeEncoding(long[] ids, long[] typeIds, long[] texts, CharSpan[] spans) {

        int countOf(int text) {
            return (int) Arrays.stream(texts).filter(t -> t == text).count();
        }

        /** The places of the special tokens and of so many tokens of each text, from its start. */
        int[] places(Lengths lengths) {
            int[] left = {lengths.first(), lengths.second()};
            int[] places = new int[ids.length];
            int count = 0;
            for (int place = 0; place < ids.length; place++) {
                if (texts[place] < 0 || left[(int) texts[place]]-- > 0) {
                    places[count++] = place;
                }
            }
            return Arrays.copyOf(places, count);
        }

        int[] offset(int place) {
            CharSpan span = spans[place];
            return span == null ? new int[] {0, 0} : new int[] {span.getStart(), span.getEnd()};
        }
    }
}
