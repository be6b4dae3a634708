package org.unipelt.orchestrator;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Copies between Java arrays and TensorFlow's memory. */
final class Tensors {
    private Tensors() {}

    static TFloat32 of(Shape shape, float[] values) {
        return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
    }

    static TInt32 of(Shape shape, int[] values) {
        return TInt32.tensorOf(shape, DataBuffers.of(values, true, false));
    }

    static float[] floats(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().size())];
        ((TFloat32) tensor).asRawTensor().data().asFloats().read(values);
        return values;
    }
}
