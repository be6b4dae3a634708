package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.model.TensorData;

/** A folder's tensors beside what its import made of them, so that tests can say which rows went where. */
final class Saved {
    private final Map<String, TensorData> theirs;
    private final Map<String, TensorData> ours;
    private final Set<String> seen = new HashSet<>();

    Saved(Path folder, String file, Converted converted) {
        theirs = Fixtures.tensors(folder, file);
        ours = converted.weights();
    }

    private TensorData theirs(String name) {
        assertNotNull(theirs.get(name), name);
        return theirs.get(name);
    }

    private TensorData ours(String name) {
        assertNotNull(ours.get(name), name + " is not among " + ours.keySet());
        seen.add(name);
        return ours.get(name);
    }

    /** The same numbers in the same shape. */
    Saved same(String ours, String theirs) {
        assertEquals(theirs(theirs), ours(ours), ours);
        return this;
    }

    /** All rows, turned: [in, out] for torch's [out, in]. */
    Saved turned(String ours, String theirs) {
        return turnedRows(ours, theirs, 0, (int) theirs(theirs).shape().get(0));
    }

    /** Rows from (inclusive) to to (exclusive) of a matrix, turned. */
    Saved turnedRows(String ours, String theirs, int from, int to) {
        TensorData matrix = theirs(theirs);
        TensorData turned = ours(ours);
        int in = (int) matrix.shape().get(1);
        assertEquals(in, turned.shape().get(0), ours);
        assertEquals(to - from, turned.shape().get(1), ours);
        for (int row = from; row < to; row++) {
            for (int i = 0; i < in; i++) {
                float expected = matrix.floats()[row * in + i];
                assertEquals(expected, turned.floats()[i * (to - from) + row - from], ours + " " + row + " " + i);
            }
        }
        return this;
    }

    /** Elements from (inclusive) to to (exclusive) of a vector. */
    Saved part(String ours, String theirs, int from, int to) {
        TensorData part = ours(ours);
        assertEquals(to - from, part.floats().length, ours);
        for (int i = from; i < to; i++) {
            assertEquals(theirs(theirs).floats()[i], part.floats()[i - from], ours + " " + i);
        }
        return this;
    }

    /** Columns of a matrix from one on, as many as ours has; in its first rows, as many as ours has. */
    Saved columns(String ours, String theirs, int from) {
        TensorData matrix = theirs(theirs);
        TensorData part = ours(ours);
        int width = (int) matrix.shape().get(1);
        int columns = (int) part.shape().get(1);
        for (int row = 0; row < part.shape().get(0); row++) {
            for (int i = 0; i < columns; i++) {
                float expected = matrix.floats()[row * width + from + i];
                assertEquals(expected, part.floats()[row * columns + i], ours + " " + row + " " + i);
            }
        }
        return this;
    }

    /** Nothing was imported that was not compared. */
    void all() {
        Set<String> left = new HashSet<>(ours.keySet());
        left.removeAll(seen);
        assertEquals(Set.of(), left);
    }
}
