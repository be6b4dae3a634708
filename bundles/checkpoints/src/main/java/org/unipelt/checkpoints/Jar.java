package org.unipelt.checkpoints;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Unpacks the data files of a jar, and of archives inside it, as they stream by. */
final class Jar {
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    /** Archives too, but each means one file to whoever reads it. */
    private static final Pattern WEIGHTS = Pattern.compile(".*\\.(?:bin|pt|pth|npz)");

    private Jar() {}

    /**
     * Unpacks everything but classes and what describes the jar itself.
     *
     * @param into a folder; an archive inside the jar becomes a folder of its name
     * @throws IOException if the jar is broken or a file cannot be written
     */
    static void unpack(InputStream jar, Path into) throws IOException {
        ZipInputStream zip = new ZipInputStream(jar);
        int entries = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            entries++;
            if (!entry.isDirectory() && isData(entry.getName())) {
                unpackEntry(zip, target(into, entry.getName()));
            }
        }
        if (entries == 0) {
            throw new ZipException("it is no jar");
        }
    }

    private static boolean isData(String name) {
        return !name.startsWith("META-INF/") && !name.endsWith(".class");
    }

    /** An entry's name may try to climb out of the folder. */
    private static Path target(Path into, String name) throws IOException {
        Path target = into.resolve(name).normalize();
        if (!target.startsWith(into) || target.equals(into)) {
            throw new ZipException("it has an entry that points outside: " + name);
        }
        return target;
    }

    private static void unpackEntry(InputStream entry, Path target) throws IOException {
        BufferedInputStream in = new BufferedInputStream(entry);
        in.mark(ZIP.length);
        boolean archive =
                !WEIGHTS.matcher(target.toString()).matches() && Arrays.equals(in.readNBytes(ZIP.length), ZIP);
        in.reset();
        if (archive) {
            unpack(in, target);
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(in, target);
        }
    }
}
