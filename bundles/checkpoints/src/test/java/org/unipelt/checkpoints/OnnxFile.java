package org.unipelt.checkpoints;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small ONNX files. */
final class OnnxFile {
    private final Message graph = new Message();

    /** A tensor whose numbers are raw bytes, as exporters write them. */
    OnnxFile raw(String name, int type, byte[] data, long... sizes) throws IOException {
        graph.message(5, tensor(name, type, sizes).bytes(9, data));
        return this;
    }

    /** A float tensor whose numbers are written one by one, as the quantiser writes scales. */
    OnnxFile floats(String name, float[] values, long... sizes) throws IOException {
        Message packed = new Message();
        for (float value : values) {
            packed.out.writeFloatNoTag(value);
        }
        graph.message(5, tensor(name, 1, sizes).message(4, packed));
        return this;
    }

    /** An integer tensor whose numbers are written one by one, as the quantiser writes zero points. */
    OnnxFile integers(String name, int type, int[] values, long... sizes) throws IOException {
        Message packed = new Message();
        for (int value : values) {
            packed.out.writeInt32NoTag(value);
        }
        graph.message(5, tensor(name, type, sizes).message(5, packed));
        return this;
    }

    OnnxFile external(String name, long... sizes) throws IOException {
        Message tensor = tensor(name, 1, sizes);
        tensor.out.writeEnum(14, 1);
        graph.message(5, tensor);
        return this;
    }

    OnnxFile node(String type, String name, String... inputs) throws IOException {
        graph.message(1, nodeOf(type, name, inputs));
        return this;
    }

    /** A Gemm that reads its weight transposed, as PyTorch exports a linear map. */
    OnnxFile gemm(String name, String... inputs) throws IOException {
        Message attribute = new Message();
        attribute.out.writeString(1, "transB");
        attribute.out.writeInt64(3, 1);
        graph.message(1, nodeOf("Gemm", name, inputs).message(5, attribute));
        return this;
    }

    /** A constant of one integer. */
    OnnxFile constant(String name, long value) throws IOException {
        Message attribute = new Message();
        attribute.out.writeString(1, "value");
        attribute.message(
                5,
                tensor("", 7, 1)
                        .bytes(9, Fixtures.littleEndian(8).putLong(value).array()));
        graph.message(1, nodeOf("Constant", name).message(5, attribute));
        return this;
    }

    byte[] bytes() throws IOException {
        Message model = new Message();
        model.out.writeInt64(1, 8);
        model.out.writeString(2, "a test");
        return model.message(7, graph).content();
    }

    void write(Path file) throws IOException {
        Files.write(file, bytes());
    }

    private static Message nodeOf(String type, String name, String... inputs) throws IOException {
        Message node = new Message();
        for (String input : inputs) {
            node.out.writeString(1, input);
        }
        node.out.writeString(2, name + "_output_0");
        node.out.writeString(3, name);
        node.out.writeString(4, type);
        return node;
    }

    private static Message tensor(String name, int type, long... sizes) throws IOException {
        Message tensor = new Message();
        for (long size : sizes) {
            tensor.out.writeInt64(1, size);
        }
        tensor.out.writeInt32(2, type);
        tensor.out.writeString(8, name);
        return tensor;
    }

    private static final class Message {
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private final CodedOutputStream out = CodedOutputStream.newInstance(buffer);

        Message message(int field, Message inner) throws IOException {
            return bytes(field, inner.content());
        }

        Message bytes(int field, byte[] content) throws IOException {
            out.writeBytes(field, ByteString.copyFrom(content));
            return this;
        }

        byte[] content() throws IOException {
            out.flush();
            return buffer.toByteArray();
        }
    }
}
