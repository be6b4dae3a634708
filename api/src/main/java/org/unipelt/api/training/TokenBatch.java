package org.unipelt.api.training;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.text.Encoding;

/**
 * Texts of one batch, padded to the longest of them.
 *
 * @param rows how many texts
 * @param length the length of the longest
 * @param ids [rows, length], row-major; the padding id behind a text's end
 * @param typeIds [rows, length]
 * @param mask [rows, length], 1 for a token
 */
@ProviderType
public record TokenBatch(int rows, int length, int[] ids, int[] typeIds, float[] mask) {

    /** Pads encodings to the longest. */
    public static TokenBatch of(List<Encoding> encodings, int paddingId) {
        int length = encodings.stream().mapToInt(Encoding::length).max().orElse(0);
        int rows = encodings.size();
        int[] ids = new int[rows * length];
        int[] typeIds = new int[rows * length];
        float[] mask = new float[rows * length];
        java.util.Arrays.fill(ids, paddingId);
        for (int row = 0; row < rows; row++) {
            Encoding encoding = encodings.get(row);
            System.arraycopy(encoding.ids(), 0, ids, row * length, encoding.length());
            System.arraycopy(encoding.typeIds(), 0, typeIds, row * length, encoding.length());
            java.util.Arrays.fill(mask, row * length, row * length + encoding.length(), 1f);
        }
        return new TokenBatch(rows, length, ids, typeIds, mask);
    }
}
