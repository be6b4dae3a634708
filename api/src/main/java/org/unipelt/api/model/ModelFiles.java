package org.unipelt.api.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The files of a base model, named as in a Hugging Face directory: {@code config.json}, a checkpoint, {@code tokenizer.json}.
 * A weights bundle registers one as a service, named by {@link PeltWeights}.
 */
@ConsumerType
public interface ModelFiles {

    /** File names that exist, with folders where there are any: {@code 1_Pooling/config.json}. */
    Set<String> names();

    /** Opens a file that exists. */
    InputStream open(String name) throws IOException;

    /** The file itself, where it lies on disk: a checkpoint is then mapped and not copied. */
    default Optional<Path> path(String name) {
        return Optional.empty();
    }
}
