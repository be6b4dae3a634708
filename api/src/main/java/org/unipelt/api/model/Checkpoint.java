package org.unipelt.api.model;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.tensorflow.ndarray.Shape;

/** Named tensors on disk. Names and layout are those of Hugging Face: a linear weight is [out, in], whatever the file says. */
@ConsumerType
public interface Checkpoint extends AutoCloseable {

    /** All tensor names. */
    Set<String> names();

    /** The shape of a tensor. */
    Shape shape(String name);

    /**
     * The values of a tensor as float32, row-major; other number formats are converted.
     *
     * @param name one of {@link #names()}
     * @param transpose whether to give [in, out] for a matrix that is [out, in]
     * @throws org.unipelt.api.DataException if the file is broken or a value is not a number
     */
    float[] read(String name, boolean transpose);

    @Override
    void close();
}
