package org.unipelt.checkpoints;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/**
 * A TensorFlow checkpoint of BERT: {@code X.index}, a table of names and places, and {@code X.data-00000-of-00001}, the numbers.
 * Read without TensorFlow; every checksum is verified.
 */
final class TensorBundleFormat implements CheckpointFormat {
    private static final String INDEX = ".index";
    private static final Map<Integer, NumberFormat> FORMATS =
            Map.of(1, NumberFormat.F32, 2, NumberFormat.F64, 14, NumberFormat.BF16, 19, NumberFormat.F16);

    @Override
    public String name() {
        return "TensorFlow";
    }

    @Override
    public boolean hasIndex() {
        return true;
    }

    @Override
    public boolean isIn(ModelFileSet files) {
        return !indexes(files).isEmpty();
    }

    @Override
    public SortedMap<String, StoredTensor> tensors(ModelFileSet files) {
        List<String> indexes = indexes(files);
        if (indexes.size() > 1) {
            throw new DataException(
                    files.model(),
                    "has several TensorFlow checkpoints: " + String.join(", ", indexes),
                    "Keep the one that you mean");
        }
        FileView index = files.open(indexes.get(0));
        Map<String, byte[]> table = SortedTable.read(index);
        Shards shards = new Shards(files, indexes.get(0), shardCount(index, table.get("")));
        StoredTensors tensors = new StoredTensors(index.shown());
        table.forEach((key, value) -> BertVariable.of(key).ifPresent(variable -> entry(index, key, value)
                .ifPresent(entry -> tensors.add(variable.name(), entry.tensor(variable, shards)))));
        return tensors.all();
    }

    private static List<String> indexes(ModelFileSet files) {
        return files.names(name -> name.endsWith(INDEX)
                && files.names().stream().anyMatch(other -> other.startsWith(stem(name) + ".data-00000-of-")));
    }

    private static String stem(String index) {
        return index.substring(0, index.length() - INDEX.length());
    }

    /** BundleHeaderProto: 1 = shards, 2 = byte order. */
    private static int shardCount(FileView index, byte[] header) {
        if (header == null) {
            throw index.broken("has no header");
        }
        try {
            CodedInputStream in = CodedInputStream.newInstance(header);
            int shards = 1;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> shards = in.readInt32();
                    case 2 -> requireLittleEndian(index, in.readEnum());
                    default -> in.skipField(tag);
                }
            }
            return shards;
        } catch (IOException e) {
            throw index.broken("has a broken header: " + Failures.reason(e));
        }
    }

    private static void requireLittleEndian(FileView index, int order) {
        if (order != 0) {
            throw new DataException(
                    index.shown(),
                    "was written big-endian, which is not supported",
                    "Save it again on a usual machine");
        }
    }

    /** BundleEntryProto: 1 = dtype, 2 = shape, 3 = shard, 4 = offset, 5 = size, 6 = checksum, 7 = slices. */
    private static Optional<Entry> entry(FileView index, String key, byte[] value) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(value);
            int type = 0;
            Shape shape = Shape.scalar();
            int shard = 0;
            long offset = 0;
            long size = 0;
            int checksum = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> type = in.readEnum();
                    case 2 -> shape = shape(in);
                    case 3 -> shard = in.readInt32();
                    case 4 -> offset = in.readInt64();
                    case 5 -> size = in.readInt64();
                    case 6 -> checksum = in.readFixed32();
                    case 7 -> throw index.broken("holds '" + key + "' in slices, which is not supported");
                    default -> in.skipField(tag);
                }
            }
            NumberFormat format = FORMATS.get(type);
            return format == null
                    ? Optional.empty()
                    : Optional.of(new Entry(key, format, shape, shard, offset, size, checksum));
        } catch (IOException e) {
            throw index.broken("has a broken entry '" + key + "': " + Failures.reason(e));
        }
    }

    /** TensorShapeProto: 2 = dimensions, of each 1 = size. */
    private static Shape shape(CodedInputStream in) throws IOException {
        LongStream.Builder sizes = LongStream.builder();
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 2) {
                sizes.add(dimension(in));
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(outer);
        return Shape.of(sizes.build().toArray());
    }

    private static long dimension(CodedInputStream in) throws IOException {
        long size = 0;
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                size = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(outer);
        return size;
    }

    /** One tensor's place. */
    private record Entry(
            String key, NumberFormat format, Shape shape, int shard, long offset, long size, int checksum) {
        StoredTensor tensor(BertVariable variable, Shards shards) {
            FileView file = shards.get(shard);
            if (offset < 0 || size < 0 || offset > file.size() - size) {
                throw file.broken("ends before '" + key + "' does: it was cut off");
            }
            for (long dimension : shape.asArray()) {
                if (dimension < 0 || dimension > size) {
                    throw file.broken("'" + key + "' has the impossible shape " + shape);
                }
            }
            if (shape.size() != size / format.bytes() || size % format.bytes() != 0) {
                throw file.broken("'" + key + "' has shape " + shape + " of " + format + " but " + size + " bytes");
            }
            Supplier<Numbers> numbers = () -> checked(file);
            return variable.kernel() && shape.numDimensions() == 2
                    ? StoredTensor.kernel(shape, format.name(), numbers)
                    : new StoredTensor(shape, false, format.name(), numbers);
        }

        private Numbers checked(FileView file) {
            CRC32C actual = new CRC32C();
            file.forEachPiece(offset, size, actual::update);
            if (SortedTable.masked(actual) != checksum) {
                throw file.broken("'" + key + "' has a wrong checksum");
            }
            return file.numbers(offset, format);
        }
    }

    /** The data files, opened when first asked for. */
    private record Shards(ModelFileSet files, String index, int count, Map<Integer, FileView> open) {
        Shards(ModelFileSet files, String index, int count) {
            this(files, index, count, new HashMap<>());
        }

        FileView get(int shard) {
            return open.computeIfAbsent(shard, number -> {
                String name = stem(index) + String.format(Locale.ROOT, ".data-%05d-of-%05d", number, count);
                if (!files.names().contains(name)) {
                    throw new DataException(files.shown(name), "is missing", "Copy all files of the model again");
                }
                return files.open(name);
            });
        }
    }
}
