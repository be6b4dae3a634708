package org.unipelt.api.generation;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TokenBatch;

/** Lets a model write: greedily, by beam search, or by chance. */
@ProviderType
public interface TextGenerator {

    /** How to write: {@code max_new_tokens}, {@code num_beams}, {@code do_sample} and the like, with their defaults. */
    OptionSchema options();

    /**
     * Writes on from texts.
     *
     * @param texts the given texts, of which {@link GivenText} says what is read. Under {@code do_sample} each draws by its place
     *     among them
     * @return for each text what was written, best first: as many as {@code num_return_sequences}
     * @throws org.unipelt.api.DataException if a text is empty and the model names no token to begin with
     */
    List<List<Generated>> write(TextDecoder decoder, List<String> texts, Options options);

    /**
     * Writes on from texts in tokens.
     *
     * @param texts as {@link GivenText} gives them
     * @return as {@link #write} does
     * @throws org.unipelt.api.DataException if a text leaves no room to write
     */
    List<List<Generated>> writeOn(TextDecoder decoder, List<Encoding> texts, Options options);

    /**
     * Writes on from a batch.
     *
     * @param texts padded as {@link TextDecoder#begin} wants it
     * @return for each row what was written, best first
     * @throws org.unipelt.api.DataException if a row leaves no room to write
     */
    List<List<Generated>> generate(TextDecoder decoder, TokenBatch texts, Options options);

    /**
     * What a model wrote.
     *
     * @param text the tokens as text, without special ones
     * @param ids the tokens, without the given text or the start token; with the one that ended them
     * @param score the sum of their log-probabilities, divided by their number to the power of {@code length_penalty} under
     *     beam search
     * @param truncated whether the given text was cut
     */
    @ProviderType
    record Generated(String text, int[] ids, double score, boolean truncated) {}
}
