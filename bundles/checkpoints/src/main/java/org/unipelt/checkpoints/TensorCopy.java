package org.unipelt.checkpoints;

import org.tensorflow.ndarray.buffer.FloatDataBuffer;

/** Carries numbers from a file to where they are wanted, in tiles that stay in the cache; turns matrices on the way. */
final class TensorCopy {
    /** Numbers in a tile: 1 MB. */
    private static final int TILE = 1 << 18;
    /** A square of this side stays in the fastest cache while it is turned. */
    private static final int BLOCK = 32;

    // Kept from tensor to tensor: fresh ones would fill the heap with garbage as large as the model.
    private float[] tile = new float[0];
    private float[] turned = new float[0];

    /**
     * Copies some columns of each row, as they lie.
     *
     * @param stored how many columns the file has
     */
    void straight(Numbers from, long rows, long stored, long firstColumn, long columns, FloatDataBuffer into) {
        if (columns == stored) {
            run(from, 0, rows * columns, into);
            return;
        }
        for (long row = 0; row < rows; row++) {
            run(from, row * stored + firstColumn, columns, into.offset(row * columns));
        }
    }

    private void run(Numbers from, long first, long count, FloatDataBuffer into) {
        tile = room(tile, count);
        for (long done = 0; done < count; done += TILE) {
            int length = (int) Math.min(TILE, count - done);
            from.read(first + done, tile, 0, length);
            into.offset(done).write(tile, 0, length);
        }
    }

    /**
     * Copies some rows of the file as columns.
     *
     * @param stored how many columns the file has: as many as there are rows where they go
     */
    void turned(Numbers from, long stored, long firstRow, long rows, FloatDataBuffer into) {
        int width = (int) Math.min(stored, TILE);
        int height = (int) Math.min(rows, Math.max(1, TILE / Math.max(1, width)));
        tile = room(tile, (long) width * height);
        turned = room(turned, (long) width * height);
        for (long row = 0; row < rows; row += height) {
            int high = (int) Math.min(height, rows - row);
            for (long column = 0; column < stored; column += width) {
                int wide = (int) Math.min(width, stored - column);
                readTile(from, firstRow + row, stored, column, high, wide);
                turn(high, wide);
                for (int i = 0; i < wide; i++) {
                    into.offset((column + i) * rows + row).write(turned, i * high, high);
                }
            }
        }
    }

    private void readTile(Numbers from, long row, long stored, long column, int high, int wide) {
        if (wide == stored) {
            from.read(row * stored, tile, 0, high * wide);
            return;
        }
        for (int i = 0; i < high; i++) {
            from.read((row + i) * stored + column, tile, i * wide, wide);
        }
    }

    private void turn(int high, int wide) {
        for (int row = 0; row < high; row += BLOCK) {
            for (int column = 0; column < wide; column += BLOCK) {
                turnBlock(high, wide, row, column);
            }
        }
    }

    private void turnBlock(int high, int wide, int row, int column) {
        int lastRow = Math.min(row + BLOCK, high);
        int lastColumn = Math.min(column + BLOCK, wide);
        for (int i = row; i < lastRow; i++) {
            for (int j = column; j < lastColumn; j++) {
                turned[j * high + i] = tile[i * wide + j];
            }
        }
    }

    /** Whether two runs of numbers are alike, and not all one number. */
    boolean copies(Numbers one, Numbers other, long count) {
        tile = room(tile, count);
        turned = room(turned, count);
        boolean varied = false;
        float first = 0;
        for (long done = 0; done < count; done += TILE) {
            int length = (int) Math.min(TILE, count - done);
            one.read(done, tile, 0, length);
            other.read(done, turned, 0, length);
            first = done == 0 ? tile[0] : first;
            for (int i = 0; i < length; i++) {
                if (tile[i] != turned[i]) {
                    return false;
                }
                varied |= tile[i] != first;
            }
        }
        return varied;
    }

    private static float[] room(float[] buffer, long count) {
        int wanted = (int) Math.min(TILE, count);
        return buffer.length >= wanted ? buffer : new float[wanted];
    }
}
