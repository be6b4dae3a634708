package org.unipelt.verification;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Holds a model against what a reference implementation computes for it. */
@ProviderType
public interface Verifier {

    /**
     * Compares everything in a directory. Its files: {@code reference.safetensors} with tensors {@code case.N.NAME}, inputs
     * and outputs (required); {@code gradients.safetensors}, gradients by every weight, whose metadata {@code of} names the
     * loss; {@code tokens.json}, what the tokenizer gives for texts; {@code heads.safetensors}, heads beside the checkpoint;
     * and the model's own files. Outputs are compared at every place, padding included. What the verifier does not
     * understand it reports, never skips.
     *
     * @param directory a Hugging Face directory with those files
     * @param models where the model lies, under the directory's own name, when the directory holds no config.json
     * @param tolerance the largest absolute difference that passes, above 0
     * @throws org.unipelt.api.ConfigurationException if the tolerance is out of range
     * @throws org.unipelt.api.DataException if the directory or its reference.safetensors is missing, or a file is broken
     * @throws org.unipelt.api.UnavailableException if no bundle knows the model's family
     */
    Report verify(Path directory, Optional<Path> models, double tolerance);
}
