package org.unipelt.checkpoints;

import java.util.function.Supplier;
import org.tensorflow.ndarray.Shape;

/**
 * A tensor as a file holds it.
 *
 * @param shape its shape as Hugging Face has it: a linear weight is [out, in]
 * @param transposed whether the file holds a matrix the other way round, [in, out]
 * @param values reads the numbers in the file's order
 */
record StoredTensor(Shape shape, boolean transposed, Supplier<float[]> values) {

    /** A tensor that the file holds as [in, out], told its shape in the file. */
    static StoredTensor kernel(Shape inOut, Supplier<float[]> values) {
        return new StoredTensor(Shape.of(inOut.get(1), inOut.get(0)), true, values);
    }
}
