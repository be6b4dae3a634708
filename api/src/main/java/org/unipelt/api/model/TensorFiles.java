package org.unipelt.api.model;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Reads and writes safetensors files. */
@ProviderType
public interface TensorFiles {

    /**
     * All tensors of a file, in the file's order; numbers of other formats come as float32 or int64.
     *
     * @throws org.unipelt.api.DataException if the file is missing or broken: names what is wrong, at which tensor
     */
    Map<String, TensorData> read(Path file);

    /**
     * Writes all tensors: beside the file first, then renamed over it, so that a full disk leaves what was there.
     *
     * @param metadata texts for the header
     * @throws org.unipelt.api.DataException if it cannot be written
     */
    void write(Path file, Map<String, TensorData> tensors, Map<String, String> metadata);
}
