package org.unipelt.verification;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Holds a model, or a composition, against what a reference implementation computes for it. */
@ProviderType
public interface Verifier {

    /**
     * Compares everything in a directory. What the verifier does not understand it reports, never skips. The directory is one
     * of three:
     *
     * <ul>
     *   <li>A base model: {@code reference.safetensors} with tensors {@code case.N.NAME}, inputs and outputs (required);
     *       {@code gradients.safetensors}, gradients by every weight, whose metadata {@code of} names the loss; {@code
     *       tokens.json}, what the tokenizer gives for texts; {@code heads.safetensors}, heads beside the checkpoint; and the
     *       model's own files; {@code generate.json}, what it writes. Outputs are compared at real tokens: what a model gives at
     *       padding no one defines.
     *   <li>A composition by the formulas of UniPELT: a {@code config.json} of the format {@code unipelt-fixture/1}, {@code
     *       weights.safetensors}, {@code reference.safetensors}, and where they are there gradients and training runs.
     *   <li>A folder as peft or adapters save it, with {@code adapter_config.json} and {@code reference.safetensors}: it is
     *       imported, and what it computes compared.
     * </ul>
     *
     * @param directory a directory with those files
     * @param models where the model lies: a base model under the directory's own name, when the directory holds no
     *     config.json; that of a composition under the name that its files say
     * @param tolerance the largest absolute difference that passes, above 0
     * @throws org.unipelt.api.ConfigurationException if the tolerance is out of range
     * @throws org.unipelt.api.DataException if the directory or its reference.safetensors is missing, or a file is broken
     * @throws org.unipelt.api.UnavailableException if a bundle is missing that knows the model's family, a method or an
     *     optimiser
     */
    Report verify(Path directory, Optional<Path> models, double tolerance);
}
