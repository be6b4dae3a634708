package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.model.Writing;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** Parts that write what they were told to, to show how the verifier takes what a real model would not write. */
final class Writers {
    private Writers() {}

    /** A model that only says how it writes. */
    record Decoder(Writing writing) implements TextDecoder {
        @Override
        public int maximumLength() {
            throw InMemory.notForThisTest();
        }

        @Override
        public TextTokenizer tokenizer() {
            throw InMemory.notForThisTest();
        }

        @Override
        public Decoding begin(TokenBatch texts) {
            throw InMemory.notForThisTest();
        }
    }

    /** Writes these texts, whatever it reads: the same number for each row. */
    record Writer(List<Generated> texts) implements TextGenerator {
        @Override
        public OptionSchema options() {
            return OptionSchema.of(
                    Option.integer("max_new_tokens", 64, "the most tokens"),
                    Option.integer("num_beams", 1, "hypotheses"),
                    Option.text("early_stopping", "false", "when it stops", "true", "false"),
                    Option.integer("eos_token_id", -1, "the end"),
                    Option.integer("num_return_sequences", 1, "texts for each"));
        }

        @Override
        public List<List<Generated>> writeOn(TextDecoder decoder, List<Encoding> texts, Options options) {
            throw InMemory.notForThisTest();
        }

        @Override
        public List<List<Generated>> generate(TextDecoder decoder, TokenBatch batch, Options options) {
            int each = texts.size() / batch.rows();
            assertEquals(each, options.integer("num_return_sequences"));
            List<List<Generated>> written = new ArrayList<>();
            for (int row = 0; row < batch.rows(); row++) {
                written.add(texts.subList(row * each, (row + 1) * each));
            }
            return written;
        }

        @Override
        public List<List<Generated>> write(TextDecoder decoder, List<String> given, Options options) {
            throw InMemory.notForThisTest();
        }
    }
}
