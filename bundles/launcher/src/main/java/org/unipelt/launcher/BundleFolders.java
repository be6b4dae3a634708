package org.unipelt.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds an installation's bundles. Each folder {@code NN-name} under {@code bundle/} is one start level: what lies in
 * it starts at level NN. A bundle is a jar, or a folder with a {@code META-INF/MANIFEST.MF}.
 */
final class BundleFolders {

    private static final Pattern LEVEL_FOLDER = Pattern.compile("(\\d+)-.+");

    /** One bundle on disk and the start level of its folder. */
    record Entry(int startLevel, Path path) {

        /** {@code reference:}: the framework uses the file where it lies and copies nothing. */
        String location() {
            return "reference:" + path.toUri();
        }
    }

    private BundleFolders() {}

    /**
     * All bundles, by start level and then by name.
     *
     * @param last the level that the framework goes up to
     */
    static List<Entry> scan(Path root, int last) {
        List<Entry> entries = new ArrayList<>();
        for (Path folder : list(root)) {
            Matcher name = LEVEL_FOLDER.matcher(folder.getFileName().toString());
            if (name.matches() && Files.isDirectory(folder)) {
                int level = level(name, last);
                list(folder).stream()
                        .filter(BundleFolders::isBundle)
                        .map(path -> new Entry(level, path))
                        .forEach(entries::add);
            }
        }
        if (entries.isEmpty()) {
            throw new LaunchException("the installation holds no bundles under bundle/: unpack the distribution again");
        }
        return List.copyOf(entries);
    }

    private static int level(Matcher name, int last) {
        try {
            int level = Integer.parseInt(name.group(1));
            if (level >= 1 && level <= last) {
                return level;
            }
        } catch (NumberFormatException e) {
            // it is none either
        }
        throw new LaunchException("the folder bundle/" + name.group()
                + " would never start: give its name a start level from 1 to " + last);
    }

    private static boolean isBundle(Path path) {
        return path.getFileName().toString().endsWith(".jar")
                || Files.isRegularFile(path.resolve("META-INF").resolve("MANIFEST.MF"));
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new LaunchException(
                    "the folder " + folder.getFileName()
                            + " of the installation cannot be read: unpack the distribution again",
                    e);
        }
    }
}
