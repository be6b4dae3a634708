package org.unipelt.api.text;

import java.util.Arrays;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Texts of one batch, padded to the longest of them.
 *
 * @param rows how many texts
 * @param length the length of the longest
 * @param ids [rows, length], row-major; the padding id behind a text's end, or in front of its start
 * @param typeIds [rows, length]
 * @param mask [rows, length], 1 for a token
 */
@ProviderType
public record TokenBatch(int rows, int length, int[] ids, int[] typeIds, float[] mask) {

    /** The side of a text that padding stands at. */
    @ProviderType
    public enum Side {
        /** In front, so that all texts end at one place and can go on there. */
        LEFT,
        /** Behind the end, as models that read texts were trained with. */
        RIGHT
    }

    /** Pads encodings to the longest, behind their ends. */
    public static TokenBatch of(List<Encoding> encodings, int paddingId) {
        return of(encodings, paddingId, Side.RIGHT);
    }

    /**
     * Pads encodings to the longest.
     *
     * @param paddingId the id to pad with, {@link TextTokenizer#paddingId} as a rule
     * @param padding where padding stands
     */
    public static TokenBatch of(List<Encoding> encodings, int paddingId, Side padding) {
        int length = encodings.stream().mapToInt(Encoding::length).max().orElse(0);
        int rows = encodings.size();
        int[] ids = new int[rows * length];
        int[] typeIds = new int[rows * length];
        float[] mask = new float[rows * length];
        Arrays.fill(ids, paddingId);
        for (int row = 0; row < rows; row++) {
            Encoding encoding = encodings.get(row);
            int start = row * length + (padding == Side.LEFT ? length - encoding.length() : 0);
            System.arraycopy(encoding.ids(), 0, ids, start, encoding.length());
            System.arraycopy(encoding.typeIds(), 0, typeIds, start, encoding.length());
            Arrays.fill(mask, start, start + encoding.length(), 1f);
        }
        return new TokenBatch(rows, length, ids, typeIds, mask);
    }
}
