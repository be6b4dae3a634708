package org.unipelt.checkpoints;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How llama.cpp writes numbers: by themselves, or in blocks of 32 with a scale in front. */
enum GgufBlocks {
    F32(0, 1, 4) {
        @Override
        void decode(ByteBuffer block, float[] to) {
            to[0] = block.getFloat();
        }
    },
    F16(1, 1, 2) {
        @Override
        void decode(ByteBuffer block, float[] to) {
            to[0] = NumberFormat.half(block.getShort());
        }
    },
    /** (q - 8) d. */
    Q4_0(2, 32, 18) {
        @Override
        void decode(ByteBuffer block, float[] to) {
            float scale = NumberFormat.half(block.getShort());
            halves(block, to, scale, -8 * scale);
        }
    },
    /** q d + m. */
    Q4_1(3, 32, 20) {
        @Override
        void decode(ByteBuffer block, float[] to) {
            float scale = NumberFormat.half(block.getShort());
            halves(block, to, scale, NumberFormat.half(block.getShort()));
        }
    },
    /** q d. */
    Q8_0(8, 32, 34) {
        @Override
        void decode(ByteBuffer block, float[] to) {
            float scale = NumberFormat.half(block.getShort());
            for (int i = 0; i < to.length; i++) {
                to[i] = block.get() * scale;
            }
        }
    };

    private final int type;
    private final int length;
    private final int bytes;

    GgufBlocks(int type, int length, int bytes) {
        this.type = type;
        this.length = length;
        this.bytes = bytes;
    }

    /** @throws org.unipelt.api.DataException if the format is not known */
    static GgufBlocks of(FileView file, String tensor, int type) {
        for (GgufBlocks blocks : values()) {
            if (blocks.type == type) {
                return blocks;
            }
        }
        throw new org.unipelt.api.DataException(
                file.shown(),
                "tensor '" + tensor + "' is quantised in llama.cpp's format " + type + ", which is not supported",
                "Take a file in F32, F16, Q8_0, Q4_0 or Q4_1");
    }

    /** Decodes one block. */
    abstract void decode(ByteBuffer block, float[] to);

    /** The low halves of all bytes, then the high ones. */
    private static void halves(ByteBuffer block, float[] to, float scale, float offset) {
        for (int i = 0; i < 16; i++) {
            int both = block.get();
            to[i] = (both & 0xf) * scale + offset;
            to[i + 16] = (both >> 4 & 0xf) * scale + offset;
        }
    }

    /** The numbers of a tensor that begins at a place of the file. */
    Numbers numbers(FileView file, long offset) {
        float[] values = new float[length];
        return (from, to, at, count) -> {
            long first = from / length;
            long last = (from + count - 1) / length;
            ByteBuffer all = ByteBuffer.wrap(
                            file.bytes(offset + first * bytes, Math.toIntExact((last - first + 1) * bytes)))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (long block = first; block <= last; block++) {
                decode(all, values);
                int begin = (int) Math.max(0, from - block * length);
                int end = (int) Math.min(length, from + count - block * length);
                System.arraycopy(values, begin, to, at + (int) (block * length + begin - from), end - begin);
            }
        };
    }

    /** How many bytes so many numbers take; -1 if they fill no whole blocks. */
    long size(long count) {
        return count % length == 0 ? count / length * bytes : -1;
    }
}
