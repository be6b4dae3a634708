package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.unipelt.api.model.TensorData;

class VariablesTest {
    @Test
    void variablesThatNeedSeveralRunsAreAllFilledOnceEach() {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Variables variables = new Variables(
                    Ops.create(graph), "test", operation -> operation.op().name());
            Map<String, Integer> lengths = Map.of("a", 3, "large", 1 << 24, "z", 5);
            List<String> names = List.of("a", "large", "z");
            names.forEach(name -> variables.declare(name, Shape.of(lengths.get(name))));

            List<String> written = new ArrayList<>();
            variables.fill(session, names, (name, memory) -> {
                written.add(name);
                memory.write(filled(lengths.get(name), name.charAt(0)));
            });

            assertEquals(names, written);
            Map<String, TensorData> values = variables.read(session);
            names.forEach(name -> assertArrayEquals(
                    filled(lengths.get(name), name.charAt(0)), values.get(name).floats()));
            variables.clear(session);
            variables
                    .read(session)
                    .forEach((name, value) -> assertArrayEquals(new float[lengths.get(name)], value.floats(), name));
            variables.destroy(session);
        }
    }

    @Test
    void aValueOfAnotherSizeIsRefused() throws InterruptedException {
        NativeObjects.freeForgotten();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Variables variables = new Variables(
                    Ops.create(graph), "test", operation -> operation.op().name());
            variables.declare("a", Shape.of(3));
            long before = NativeObjects.count();
            for (float[] values : List.of(new float[2], new float[4])) {
                assertThrows(IllegalArgumentException.class, () -> variables.assign(session, Map.of("a", values)));
            }
            assertEquals(before, NativeObjects.count(), "its memory is freed");
        }
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        values[length - 1] = -value;
        return values;
    }
}
