package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.text.TokenBatch;

class LayoutTest {
    private static final TensorData MATRIX = InMemory.matrix(2, 1, 2, 3, 4, 5, 6);

    @Test
    void rowsAndColumnsKeepTheirValues() {
        assertEquals(InMemory.matrix(1, 4, 5, 6), Layout.rows(MATRIX, 1, 1));
        assertEquals(InMemory.floats(2, 3), Layout.rows(InMemory.floats(1, 2, 3), 1, 2));
        assertEquals(InMemory.floats(3, 6), Layout.column(MATRIX, 2));
        assertEquals(InMemory.matrix(3, 1, 4, 2, 5, 3, 6), Layout.transposed(MATRIX));
    }

    @Test
    void labelsBecomeRowsWithOneOne() {
        assertEquals(InMemory.matrix(2, 0, 0, 1, 1, 0, 0), Layout.oneHot(Map.of("labels", InMemory.longs(2, 0)), 3));
    }

    @Test
    void missingOrImpossibleValuesAreNamed() {
        for (Map<String, TensorData> broken : List.of(
                Map.<String, TensorData>of(),
                Map.of("labels", InMemory.floats(1)),
                Map.of("labels", InMemory.longs(3)),
                Map.of("labels", InMemory.longs(-1)))) {
            String message = assertThrows(DataException.class, () -> Layout.oneHot(broken, 3))
                    .getMessage();
            assertTrue(message.startsWith("labels"), message);
        }
        assertThrows(DataException.class, () -> Layout.batch(Map.of("input_ids", InMemory.matrix(1, 1))));
    }

    @Test
    void batchHasIdsTypesAndMaskRowByRow() {
        Shape shape = Shape.of(2, 2);
        TokenBatch batch = Layout.batch(Map.of(
                "input_ids", TensorData.of(shape, new long[] {5, 6, 7, 0}),
                "token_type_ids", TensorData.of(shape, new long[] {0, 1, 0, 0}),
                "attention_mask", TensorData.of(shape, new long[] {1, 1, 1, 0})));
        assertEquals(2, batch.rows());
        assertEquals(2, batch.length());
        assertArrayEquals(new int[] {5, 6, 7, 0}, batch.ids());
        assertArrayEquals(new int[] {0, 1, 0, 0}, batch.typeIds());
        assertArrayEquals(new float[] {1, 1, 1, 0}, batch.mask());
    }
}
