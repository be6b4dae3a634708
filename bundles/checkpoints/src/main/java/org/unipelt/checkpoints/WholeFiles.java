package org.unipelt.checkpoints;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/** Writes files whole or not at all: beside the place first, forced to disk, then renamed over it. */
final class WholeFiles {
    private static final int BUFFER = 1 << 16;

    private final UnaryOperator<OutputStream> disk;

    WholeFiles() {
        this(UnaryOperator.identity());
    }

    /**
     * With something between the writer and the disk.
     *
     * @param disk gets the stream to the disk: a test gives one that fills up
     */
    WholeFiles(UnaryOperator<OutputStream> disk) {
        this.disk = disk;
    }

    /**
     * Writes a file, or replaces it.
     *
     * @param shown how messages name it
     * @throws DataException if it cannot be written; what was there stays, and nothing lies beside it
     */
    void write(Path file, String shown, Content content) {
        Path target = file.toAbsolutePath();
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try {
                writeForced(beside, content);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
            forceFolder(target.getParent());
        } catch (IOException e) {
            throw new DataException(
                    shown,
                    "cannot be written: " + Failures.reason(e),
                    "What was there before is untouched; make room or name another place, and write again",
                    e);
        }
    }

    /** The same, for a file in a folder that may have to be made first. */
    void writeInFolder(Path file, String shown, Content content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new DataException(shown, "cannot be written: " + Failures.reason(e), "Check the folder above it", e);
        }
        write(file, shown, content);
    }

    private void writeForced(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            OutputStream out = new BufferedOutputStream(disk.apply(Channels.newOutputStream(channel)), BUFFER);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** The rename itself is on disk only when the folder is. */
    static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folder, and needs no such call: the file is complete either way.
        }
    }

    /** What to write. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
