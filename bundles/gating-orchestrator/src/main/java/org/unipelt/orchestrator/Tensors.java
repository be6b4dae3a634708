package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.TensorData;

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
        memory((TFloat32) tensor).read(values);
        return values;
    }

    /** TensorFlow's own memory of a tensor, valid until it is closed. */
    static FloatDataBuffer memory(TFloat32 tensor) {
        return tensor.asRawTensor().data().asFloats();
    }

    /** Copies values out of a session in one run. */
    static Map<String, TensorData> fetch(Session session, Map<String, String> fetches) {
        Map<String, TensorData> values = new LinkedHashMap<>();
        if (fetches.isEmpty()) {
            return values;
        }
        Session.Runner runner = session.runner();
        fetches.values().forEach(runner::fetch);
        try (Result result = runner.run()) {
            int index = 0;
            for (String name : fetches.keySet()) {
                values.put(name, data(result.get(index++)));
            }
        }
        return values;
    }

    static TensorData data(Tensor tensor) {
        return TensorData.of(tensor.shape(), floats(tensor));
    }
}
