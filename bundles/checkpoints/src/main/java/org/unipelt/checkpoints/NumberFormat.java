package org.unipelt.checkpoints;

import java.nio.ByteBuffer;

/** How a file writes a number: little-endian, of a fixed width. The names are those of safetensors. */
enum NumberFormat {
    F64(8, b -> (float) b.getDouble(), null),
    F32(4, ByteBuffer::getFloat, null),
    F16(2, b -> half(b.getShort()), null),
    BF16(2, b -> Float.intBitsToFloat(b.getShort() << 16), null),
    I64(8, null, ByteBuffer::getLong),
    I32(4, null, ByteBuffer::getInt),
    U32(4, null, b -> b.getInt() & 0xffffffffL),
    I16(2, null, ByteBuffer::getShort),
    U16(2, null, b -> b.getShort() & 0xffff),
    I8(1, null, ByteBuffer::get),
    U8(1, null, b -> b.get() & 0xff),
    BOOL(1, null, b -> b.get() == 0 ? 0 : 1);

    private final int bytes;
    private final FloatReader floats;
    private final LongReader longs;

    NumberFormat(int bytes, FloatReader floats, LongReader longs) {
        this.bytes = bytes;
        this.floats = floats == null ? b -> longs.next(b) : floats;
        this.longs = longs;
    }

    int bytes() {
        return bytes;
    }

    /** Whether it holds integers. */
    boolean integer() {
        return longs != null;
    }

    /** Converts all numbers of a little-endian buffer; returns where the next one goes. */
    int toFloats(ByteBuffer from, float[] to, int at) {
        if (this == F32) {
            int count = from.remaining() / bytes;
            from.asFloatBuffer().get(to, at, count);
            return at + count;
        }
        int next = at;
        while (from.hasRemaining()) {
            to[next++] = floats.next(from);
        }
        return next;
    }

    /** Converts all numbers of a little-endian buffer of integers; returns where the next one goes. */
    int toLongs(ByteBuffer from, long[] to, int at) {
        int next = at;
        while (from.hasRemaining()) {
            to[next++] = longs.next(from);
        }
        return next;
    }

    // Float.float16ToFloat came with Java 20.
    static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    @FunctionalInterface
    private interface FloatReader {
        float next(ByteBuffer from);
    }

    @FunctionalInterface
    private interface LongReader {
        long next(ByteBuffer from);
    }
}
