package org.unipelt.pelt.prompt;

import java.util.random.RandomGenerator;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Initializer;

/** Starts virtual tokens from the base model's words: those of a text, or random ones where there is none. */
final class WordInitializer implements Initializer {
    /** As Lester et al. (2021) start. */
    static final Initializer RANDOM = Initializer.uniform(0.5);

    private final String text;

    /** @param text whose words to take; null for random words */
    WordInitializer(String text) {
        this.text = text;
    }

    /** Random numbers: who asks so has no words to give. */
    @Override
    public void fill(float[] values, Shape shape, RandomGenerator random) {
        RANDOM.fill(values, shape, random);
    }

    @Override
    public void fill(float[] values, Shape shape, RandomGenerator random, Base base) {
        int length = Math.toIntExact(shape.get(0));
        int[] source = text == null ? random.ints(length, 0, base.words()).toArray() : base.ids(text);
        if (source.length == 0) {
            throw new ConfigurationException(
                    "prompt_tuning_init_text \"" + text + "\"",
                    "the base model's tokenizer finds no word in it",
                    "Write another text");
        }
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = source[i % source.length];
        }
        System.arraycopy(base.embeddings(ids), 0, values, 0, values.length);
    }
}
