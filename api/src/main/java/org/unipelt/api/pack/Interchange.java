package org.unipelt.api.pack;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Exchanges packs with the files of peft and adapters. */
@ProviderType
public interface Interchange {

    /**
     * Writes a pack that computes what a folder of peft or adapters computes.
     *
     * @param directory a folder with adapter_config.json and its weights
     * @param base the base model's name, or its Hugging Face directory
     * @param pack the folder to write
     * @return what a user should know: keys that mean nothing here
     * @throws org.unipelt.api.DataException if the folder is broken or does not fit the base model
     * @throws org.unipelt.api.ConfigurationException if it holds what is not supported: names it
     */
    List<String> importInto(Path directory, String base, Path pack);

    /**
     * Writes what a pack holds in peft's format.
     *
     * @param pack a pack
     * @param directory the folder to write
     * @return what a user should know of the result
     * @throws org.unipelt.api.ConfigurationException if peft's format cannot hold it: says what
     */
    List<String> exportTo(Path pack, Path directory);
}
