package org.unipelt.creation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.PackContents;

class PackedModelTest {
    private static final Map<String, TensorData> STORED = Map.of(
            "norm", data(Shape.of(2)),
            "turned", data(Shape.of(3, 2)),
            "fused", data(Shape.of(2, 6)),
            "untouched", data(Shape.of(4)));
    private static final List<BaseWeight> WEIGHTS = List.of(
            new BaseWeight("norm.scale", "norm", Shape.of(2), false),
            new BaseWeight("map", "turned", Shape.of(2, 3), true),
            new BaseWeight("query", "fused", Shape.of(2, 2), false, 0),
            new BaseWeight("key", "fused", Shape.of(2, 2), false, 2),
            new BaseWeight("value", "fused", Shape.of(2, 2), false, 4),
            new BaseWeight("rest", "untouched", Shape.of(4), false));

    @Test
    void thePacksWeightsStandWhereTheCheckpointHasThem() {
        Map<String, TensorData> tensors = model(
                        List.of(),
                        Map.of(
                                "base.norm.scale",
                                TensorData.of(Shape.of(2), new float[] {-1, -2}),
                                "base.map",
                                TensorData.of(Shape.of(2, 3), new float[] {10, 11, 12, 13, 14, 15}),
                                "base.key",
                                TensorData.of(Shape.of(2, 2), new float[] {20, 21, 22, 23})))
                .tensors(new Stored(), WEIGHTS);

        assertEquals(STORED.keySet(), tensors.keySet());
        assertArrayEquals(new float[] {-1, -2}, tensors.get("norm").floats());
        assertArrayEquals(
                new float[] {10, 13, 11, 14, 12, 15}, tensors.get("turned").floats());
        assertArrayEquals(
                new float[] {0, 1, 20, 21, 4, 5, 6, 7, 22, 23, 10, 11},
                tensors.get("fused").floats());
        assertEquals(STORED.get("untouched"), tensors.get("untouched"));
    }

    @Test
    void aPackWithMethodsOrWithoutBaseWeightsIsNoBaseModel() {
        PackedModel methods = model(
                List.of(Map.of("method", "lora")), Map.of("base.map", TensorData.of(Shape.of(2, 3), new float[6])));
        String message =
                assertThrows(ConfigurationException.class, methods::check).getMessage();
        assertTrue(message.contains("it has methods beside its base model"), message);

        PackedModel frozen = model(List.of(), Map.of("head.weight", TensorData.of(Shape.of(1), new float[1])));
        message = assertThrows(ConfigurationException.class, frozen::check).getMessage();
        assertTrue(message.contains("are those of 'somewhere'"), message);
    }

    private static PackedModel model(List<Map<String, String>> methods, Map<String, TensorData> weights) {
        Composition composition = Composition.of(Map.of("base", "somewhere", "methods", methods), "test");
        return new PackedModel(
                Path.of("pack"),
                new PackContents(composition, Map.of(), weights, Map.of()),
                new ModelSource("somewhere", Map.of(), null));
    }

    private static TensorData data(Shape shape) {
        float[] values = new float[(int) shape.size()];
        IntStream.range(0, values.length).forEach(i -> values[i] = i);
        return TensorData.of(shape, values);
    }

    /** The tensors above. */
    private static final class Stored implements Checkpoint {
        @Override
        public Set<String> names() {
            return STORED.keySet();
        }

        @Override
        public Shape shape(String name) {
            return STORED.get(name).shape();
        }

        @Override
        public float[] read(String name, boolean transpose) {
            return Arrays.copyOf(STORED.get(name).floats(), STORED.get(name).floats().length);
        }

        @Override
        public void close() {}
    }
}
