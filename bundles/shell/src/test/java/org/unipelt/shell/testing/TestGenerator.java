package org.unipelt.shell.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TokenBatch;

/** Writes each text's place among those of its call and the text in capitals; remembers what it was asked. */
public final class TestGenerator implements TextGenerator {
    public final List<List<String>> calls = new ArrayList<>();
    public Options options;

    @Override
    public OptionSchema options() {
        return OptionSchema.of(
                Option.integer("num_beams", 1, "hypotheses").between(1, 10),
                Option.integer("num_return_sequences", 1, "texts").between(1, 10),
                Option.text("early_stopping", "false", "when to stop", "true", "false", "never"),
                Option.flag("do_sample", false, "by chance"));
    }

    @Override
    public List<List<Generated>> write(TextDecoder decoder, List<String> texts, Options how) {
        calls.add(texts);
        options = how;
        return IntStream.range(0, texts.size())
                .mapToObj(i -> IntStream.range(0, how.integer("num_return_sequences"))
                        .mapToObj(n -> new Generated(
                                i + texts.get(i).toUpperCase(),
                                new int[] {7, 8},
                                -0.5,
                                texts.get(i).length() > 40))
                        .toList())
                .toList();
    }

    @Override
    public List<List<Generated>> writeOn(TextDecoder decoder, List<Encoding> texts, Options how) {
        throw new IllegalStateException("the command line gives texts");
    }

    @Override
    public List<List<Generated>> generate(TextDecoder decoder, TokenBatch texts, Options how) {
        throw new IllegalStateException("the command line gives texts");
    }
}
