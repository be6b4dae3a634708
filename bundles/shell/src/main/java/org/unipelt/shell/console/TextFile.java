package org.unipelt.shell.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;

/** Files that are there as a whole or not at all. */
public final class TextFile {
    private TextFile() {}

    /**
     * Says before long work whether its result could not be written.
     *
     * @param file where it is to be written; null for nowhere
     * @throws ConfigurationException if that is a folder, or in none, or in one that the user may not write into
     */
    public static void check(Path file) {
        if (file == null) {
            return;
        }
        if (Files.isDirectory(file)) {
            throw new ConfigurationException(file.toString(), "it is a folder", "Name a file");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new ConfigurationException(file.toString(), "its folder does not exist", "Make it first");
        }
        if (Files.isRegularFile(file) || !Files.exists(file)) { // a pipe or a device is written into
            Folders.checkWritable(file, folder);
        }
    }

    /**
     * Writes a text in UTF-8; what was there is replaced only when everything is written. What is no regular file, as a pipe or a
     * device, is written into.
     *
     * @throws DataException if the file cannot be written
     */
    public static void write(Path file, String content) {
        if (Files.isDirectory(file)) {
            throw new DataException(file.toString(), "it cannot be written: it is a folder", "Name a file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            writeInto(file, content);
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(beside, content);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            beside.toFile().delete();
            throw unwritten(file, e);
        }
    }

    private static void writeInto(Path file, String content) {
        try {
            Files.writeString(file, content, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }

    private static DataException unwritten(Path file, IOException e) {
        return new DataException(
                file.toString(), "it cannot be written: " + Failures.reason(e), "Make room, or name another place", e);
    }
}
