package org.unipelt.checkpoints;

import java.util.function.Supplier;
import org.tensorflow.ndarray.Shape;

/**
 * A tensor as a file holds it.
 *
 * @param shape its shape as Hugging Face has it: a linear weight is [out, in]
 * @param transposed whether the file holds a matrix the other way round, [in, out]
 * @param format how the file writes a number, as people name it: {@code F16}
 * @param numbers begins to read the numbers
 */
record StoredTensor(Shape shape, boolean transposed, String format, Supplier<Numbers> numbers) {

    /** A tensor that the file holds as [in, out], told its shape in the file. */
    static StoredTensor kernel(Shape inOut, String format, Supplier<Numbers> numbers) {
        return new StoredTensor(Shape.of(inOut.get(1), inOut.get(0)), true, format, numbers);
    }
}
