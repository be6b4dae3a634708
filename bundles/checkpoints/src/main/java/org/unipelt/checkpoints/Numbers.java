package org.unipelt.checkpoints;

/** The numbers of one tensor in the order of the file, any run of them. */
@FunctionalInterface
interface Numbers {

    /**
     * Reads a run of numbers.
     *
     * @param from the first one's place in the tensor
     * @param to where they go, from {@code at} on
     * @param count how many
     */
    void read(long from, float[] to, int at, int count);

    /** Numbers that are in memory. */
    static Numbers of(float[] values) {
        return (from, to, at, count) -> System.arraycopy(values, Math.toIntExact(from), to, at, count);
    }

    /** The same numbers, NaN and infinity refused. */
    default Numbers finite(String file, String tensor) {
        return (from, to, at, count) -> {
            read(from, to, at, count);
            FiniteNumbers.check(to, at, count, from, file, tensor);
        };
    }
}
