package org.unipelt.checkpoints;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.unipelt.api.Failures;

/**
 * What an ONNX file says of its weights. Read from the wire format itself: weights stay in the file, only their places are kept.
 *
 * @param initializers the constant tensors by name
 * @param nodes the operations, in order
 */
record OnnxGraph(Map<String, OnnxTensor> initializers, List<Node> nodes) {

    /**
     * An operation.
     *
     * @param constant the value of a Constant, else null
     * @param secondTransposed whether a Gemm reads its second input transposed
     */
    record Node(String name, String type, List<String> inputs, OnnxTensor constant, boolean secondTransposed) {}

    /**
     * Reads the graph.
     *
     * @throws org.unipelt.api.DataException if the file is no ONNX file, or cut off
     */
    static OnnxGraph read(FileView file) {
        try {
            OnnxGraph graph = new OnnxGraph(new LinkedHashMap<>(), new ArrayList<>());
            CodedInputStream in = CodedInputStream.newInstance(file.stream());
            forEachField(in, tag -> tag == message(7) && graph.readGraph(in));
            if (graph.nodes.isEmpty()) {
                throw file.broken("holds no ONNX graph");
            }
            return graph;
        } catch (IOException e) {
            throw file.broken("is no ONNX file, or was cut off: " + Failures.reason(e));
        }
    }

    private boolean readGraph(CodedInputStream in) throws IOException {
        return within(in, tag -> {
            if (tag == message(1)) {
                nodes.add(node(in));
            } else if (tag == message(5)) {
                OnnxTensor tensor = tensor(in);
                initializers.put(tensor.name(), tensor);
            } else {
                return false;
            }
            return true;
        });
    }

    private static Node node(CodedInputStream in) throws IOException {
        String[] text = {"", ""};
        List<String> inputs = new ArrayList<>();
        OnnxTensor[] constant = new OnnxTensor[1];
        boolean[] transposed = new boolean[1];
        within(in, tag -> {
            if (tag == message(1)) {
                inputs.add(in.readString());
            } else if (tag == message(3)) {
                text[0] = in.readString();
            } else if (tag == message(4)) {
                text[1] = in.readString();
            } else if (tag == message(5)) {
                Attribute attribute = attribute(in);
                constant[0] = attribute.name.equals("value") ? attribute.tensor : constant[0];
                transposed[0] |= attribute.name.equals("transB") && attribute.integer != 0;
            } else {
                return false;
            }
            return true;
        });
        return new Node(text[0], text[1], inputs, constant[0], transposed[0]);
    }

    private static Attribute attribute(CodedInputStream in) throws IOException {
        Attribute attribute = new Attribute();
        within(in, tag -> {
            if (tag == message(1)) {
                attribute.name = in.readString();
            } else if (tag == varint(3)) {
                attribute.integer = in.readInt64();
            } else if (tag == message(5)) {
                attribute.tensor = tensor(in);
            } else {
                return false;
            }
            return true;
        });
        return attribute;
    }

    private static OnnxTensor tensor(CodedInputStream in) throws IOException {
        TensorReader reader = new TensorReader(in);
        within(in, reader);
        return reader.tensor();
    }

    private static int message(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static int varint(int field) {
        return field << 3 | WireFormat.WIRETYPE_VARINT;
    }

    private static boolean within(CodedInputStream in, FieldReader reader) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        forEachField(in, reader);
        close(in, outer);
        return true;
    }

    /** A stream that ends early looks like the end of a message, unless one asks. */
    private static void close(CodedInputStream in, int outer) throws IOException {
        if (in.getBytesUntilLimit() > 0) {
            throw new EOFException("it ends too early");
        }
        in.popLimit(outer);
    }

    private static void forEachField(CodedInputStream in, FieldReader reader) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!reader.read(tag)) {
                in.skipField(tag);
            }
        }
    }

    /** Reads a field that it knows; says whether it did. */
    @FunctionalInterface
    private interface FieldReader {
        boolean read(int tag) throws IOException;
    }

    private static final class Attribute {
        private String name = "";
        private long integer;
        private OnnxTensor tensor;
    }

    private static final class TensorReader implements FieldReader {
        private final CodedInputStream in;
        private final LongStream.Builder sizes = LongStream.builder();
        private final DoubleStream.Builder decimals = DoubleStream.builder();
        private final LongStream.Builder integers = LongStream.builder();
        private String name = "";
        private int type;
        private long offset;
        private long length = -1;
        private boolean external;

        TensorReader(CodedInputStream in) {
            this.in = in;
        }

        OnnxTensor tensor() {
            return new OnnxTensor(
                    name,
                    sizes.build().toArray(),
                    type,
                    offset,
                    length,
                    decimals.build().toArray(),
                    integers.build().toArray(),
                    external);
        }

        @Override
        public boolean read(int tag) throws IOException {
            boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> numbers(packed, () -> sizes.add(in.readInt64()));
                case 2 -> type = in.readInt32();
                case 4 -> numbers(packed, () -> decimals.add(in.readFloat()));
                case 5 -> numbers(packed, () -> integers.add(in.readInt32()));
                case 7 -> numbers(packed, () -> integers.add(in.readInt64()));
                case 8 -> name = in.readString();
                case 9 -> raw();
                case 10 -> numbers(packed, () -> decimals.add(in.readDouble()));
                case 14 -> external = in.readInt32() == 1;
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void raw() throws IOException {
            length = in.readRawVarint32();
            offset = in.getTotalBytesRead();
            in.skipRawBytes((int) length);
        }

        private void numbers(boolean packed, Numbers one) throws IOException {
            if (!packed) {
                one.read();
                return;
            }
            int outer = in.pushLimit(in.readRawVarint32());
            while (!in.isAtEnd()) {
                one.read();
            }
            close(in, outer);
        }
    }

    @FunctionalInterface
    private interface Numbers {
        void read() throws IOException;
    }
}
