package org.unipelt.checkpoints;

import java.util.Map;
import org.unipelt.api.DataException;

/**
 * A TensorProto: its numbers lie as raw bytes in the file or were written one by one.
 *
 * @param name may be empty for a constant
 * @param sizes the dimensions
 * @param type ONNX's number of the data type
 * @param offset where the raw bytes begin in the file
 * @param length how many raw bytes there are; -1 if there are none
 * @param decimals numbers written as floats or doubles
 * @param integers numbers written as integers
 * @param external whether the numbers lie in another file
 */
record OnnxTensor(
        String name,
        long[] sizes,
        int type,
        long offset,
        long length,
        double[] decimals,
        long[] integers,
        boolean external) {
    private static final Map<Integer, NumberFormat> FORMATS = Map.ofEntries(
            Map.entry(1, NumberFormat.F32),
            Map.entry(2, NumberFormat.U8),
            Map.entry(3, NumberFormat.I8),
            Map.entry(4, NumberFormat.U16),
            Map.entry(5, NumberFormat.I16),
            Map.entry(6, NumberFormat.I32),
            Map.entry(7, NumberFormat.I64),
            Map.entry(9, NumberFormat.BOOL),
            Map.entry(10, NumberFormat.F16),
            Map.entry(11, NumberFormat.F64),
            Map.entry(12, NumberFormat.U32),
            Map.entry(16, NumberFormat.BF16));

    /** Whether the numbers are of a format that weights have, quantised ones not counted. */
    boolean isDecimal() {
        NumberFormat format = FORMATS.get(type);
        return format != null && !format.integer();
    }

    /** Whether the numbers are 8-bit integers, as quantised weights are. */
    boolean isByte() {
        NumberFormat format = FORMATS.get(type);
        return format == NumberFormat.I8 || format == NumberFormat.U8;
    }

    /** How many numbers the dimensions ask for. */
    long count(FileView file) {
        try {
            long count = 1;
            for (long size : sizes) {
                if (size < 0) {
                    throw broken(file, "has a negative size in its shape");
                }
                count = Math.multiplyExact(count, size);
            }
            return count;
        } catch (ArithmeticException e) {
            throw broken(file, "has an impossible shape");
        }
    }

    /** Checks that there are as many numbers as the dimensions ask for. */
    void check(FileView file) {
        if (external) {
            throw new DataException(
                    file.shown(),
                    "the numbers of '" + name + "' lie in another file",
                    "Save the model as one ONNX file, or as safetensors");
        }
        NumberFormat format = FORMATS.get(type);
        long count = count(file);
        long present = length >= 0
                ? length / (format == null ? 1 : format.bytes())
                : Math.max(decimals.length, integers.length);
        boolean torn = length >= 0 && format != null && length % format.bytes() != 0;
        if (format != null && (torn || present != count)) {
            throw broken(file, "needs " + count + " numbers and has " + present);
        }
    }

    /** How a number is written, as people name it. */
    String format() {
        NumberFormat format = FORMATS.get(type);
        return format == null ? "ONNX data type " + type : format.name();
    }

    /** All numbers at once, checked to be as many as the dimensions ask for. */
    float[] floats(FileView file) {
        Numbers numbers = numbers(file);
        float[] values = new float[Math.toIntExact(count(file))];
        numbers.read(0, values, 0, values.length);
        return values;
    }

    /** The numbers, checked to be as many as the dimensions ask for. */
    Numbers numbers(FileView file) {
        check(file);
        NumberFormat format = FORMATS.get(type);
        if (format == null) {
            throw broken(file, "has ONNX data type " + type + ", which is not supported");
        }
        if (length >= 0) {
            return file.numbers(offset, format);
        }
        boolean fromDecimals = format == NumberFormat.F32 || format == NumberFormat.F64;
        float[] values = new float[fromDecimals ? decimals.length : integers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = fromDecimals ? (float) decimals[i] : fromInteger(format, integers[i]);
        }
        return Numbers.of(values);
    }

    private static float fromInteger(NumberFormat format, long written) {
        return switch (format) {
            // ONNX writes the bit pattern of a short float as an integer.
            case F16 -> NumberFormat.half((short) written);
            case BF16 -> Float.intBitsToFloat((int) written << 16);
            default -> written;
        };
    }

    private DataException broken(FileView file, String reason) {
        return file.broken("tensor '" + name + "' " + reason);
    }
}
