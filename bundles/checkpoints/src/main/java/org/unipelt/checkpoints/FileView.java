package org.unipelt.checkpoints;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.model.ModelFiles;

/**
 * A file open for reading at any place, of any size, through a small window. It is not mapped: Java 17 cannot take a mapping back,
 * so that all of a large checkpoint would count as this process's memory, and a file that is cut short meanwhile would be a fault
 * of the machine and not an error that can be told. Thread-safe.
 */
final class FileView implements AutoCloseable {
    /** The longest array that every Java machine gives. */
    static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** Bytes; a multiple of every number's width, so that no number lies in two pieces. */
    private static final int WINDOW = 1 << 18;

    private final String shown;
    private final FileChannel channel;
    private final long size;
    private ByteBuffer window = buffer(0);

    private FileView(String shown, FileChannel channel) throws IOException {
        this.shown = shown;
        this.channel = channel;
        this.size = channel.size();
    }

    /**
     * Opens a file.
     *
     * @throws DataException if it cannot be opened
     */
    static FileView open(Path file) {
        return open(file.toString(), () -> FileChannel.open(file, StandardOpenOption.READ));
    }

    /**
     * Opens a file of a model: where it lies on disk, or else a copy on disk that goes when it is closed.
     *
     * @param shown how messages name it
     * @throws DataException if it cannot be opened
     */
    static FileView open(ModelFiles files, String name, String shown) {
        return open(shown, () -> {
            Optional<Path> path = files.path(name);
            return path.isPresent() ? FileChannel.open(path.get(), StandardOpenOption.READ) : copy(files, name);
        });
    }

    String shown() {
        return shown;
    }

    long size() {
        return size;
    }

    /** The file from its start; one stream at a time. */
    InputStream stream() {
        try {
            channel.position(0);
            return Channels.newInputStream(channel);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The bytes of a small part. */
    byte[] bytes(long offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        forEachPiece(offset, length, bytes::put);
        return bytes.array();
    }

    /** The numbers that begin at a place, as floats. */
    Numbers numbers(long offset, NumberFormat format) {
        return (from, to, at, count) -> {
            int[] next = {at};
            forEachPiece(
                    offset + from * format.bytes(),
                    (long) count * format.bytes(),
                    piece -> next[0] = format.toFloats(piece, to, next[0]));
        };
    }

    /** The numbers of a part as floats. */
    float[] floats(long offset, NumberFormat format, long count) {
        float[] values = new float[arrayLength(count)];
        numbers(offset, format).read(0, values, 0, values.length);
        return values;
    }

    /** The numbers of a part that holds integers. */
    long[] longs(long offset, NumberFormat format, long count) {
        long[] values = new long[arrayLength(count)];
        int[] next = {0};
        forEachPiece(offset, count * format.bytes(), piece -> next[0] = format.toLongs(piece, values, next[0]));
        return values;
    }

    /** Gives a part of the file in pieces, in order, little-endian; a piece is valid only while it is given. */
    synchronized void forEachPiece(long offset, long length, Consumer<ByteBuffer> reader) {
        if (window.capacity() < Math.min(WINDOW, length)) {
            window = buffer((int) Math.min(size, WINDOW));
        }
        try {
            for (long done = 0; done < length; done += WINDOW) {
                window.clear().limit((int) Math.min(WINDOW, length - done));
                fill(offset + done);
                reader.accept(window.flip());
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void fill(long offset) throws IOException {
        while (window.hasRemaining()) {
            if (channel.read(window, offset + window.position()) < 0) {
                throw broken("became shorter while it was read");
            }
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Says that the file is broken. */
    DataException broken(String reason) {
        return new DataException(shown, reason, "Copy or download the file again");
    }

    DataException unreadable(IOException e) {
        return new DataException(shown, "cannot be read: " + Failures.reason(e), "Check the file and try again", e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int arrayLength(long count) {
        if (count > LONGEST_ARRAY) {
            throw new DataException(
                    shown,
                    "a tensor holds " + count + " numbers, more than 2^31",
                    "Split the tensor into smaller ones");
        }
        return (int) count;
    }

    private static FileChannel copy(ModelFiles files, String name) throws IOException {
        Path copy = Files.createTempFile("unipelt-", ".tensors");
        try (InputStream in = files.open(name)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static FileView open(String shown, Opener opener) {
        try {
            FileChannel channel = opener.open();
            try {
                return new FileView(shown, channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DataException(
                    shown, "cannot be opened: " + Failures.reason(e), "Check its path and its permissions", e);
        }
    }

    @FunctionalInterface
    private interface Opener {
        FileChannel open() throws IOException;
    }
}
