package org.unipelt.api.model;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Makes base models: new ones, to be trained from scratch, and those that were trained. */
@ProviderType
public interface ModelCreator {

    /**
     * Makes a Hugging Face directory: config.json, model.safetensors, tokenizer.json; all or nothing.
     *
     * @param directory what is to be made
     * @throws org.unipelt.api.UnavailableException if no active bundle makes models of the family
     * @throws org.unipelt.api.ConfigurationException if the sizes do not go together
     * @throws org.unipelt.api.DataException if a text cannot be read, or the directory is there or cannot be written
     */
    Created create(Path directory, Order order);

    /**
     * The same in the catalog of models.
     *
     * @param name what users write as {@code "base"}
     */
    Created create(String name, Order order);

    /**
     * A model in the catalog with the base weights of a pack: those that it trained, or that shifts were folded into.
     *
     * @param name what users write as {@code "base"}
     * @throws org.unipelt.api.ConfigurationException if the pack has methods beside its base model, or no base weights of its own
     * @throws org.unipelt.api.DataException if the pack or its base model cannot be read
     */
    Created fromPack(Path pack, String name);

    /**
     * What is wanted.
     *
     * @param family config.json's {@code model_type}
     * @param texts files of UTF-8 that the vocabulary is learned from
     * @param vocabulary the most pieces of words
     * @param seed the same seed gives the same weights
     */
    @ProviderType
    record Order(String family, NewModel.Sizes sizes, List<Path> texts, int vocabulary, long seed) {
        public Order {
            texts = List.copyOf(texts);
        }
    }

    /**
     * What was made.
     *
     * @param vocabulary how many pieces of words it knows
     * @param numbers how many numbers its weights hold
     */
    @ProviderType
    record Created(int vocabulary, long numbers) {}
}
