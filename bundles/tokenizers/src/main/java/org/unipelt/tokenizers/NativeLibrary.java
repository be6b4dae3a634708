package org.unipelt.tokenizers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unipelt.api.UnavailableException;

/**
 * Brings the native library into this class loader.
 *
 * <p>The JVM refuses a file that another class loader has loaded, and after an update or a refresh of the bundle the old
 * class loader lives on until it is collected. So every class loader gets a copy of its own, which is deleted as soon as
 * it is loaded; only Windows holds on to it, there the next start sweeps it up.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String PREFIX = "native-";

    /** Static, because the JVM too counts a library by class loader, whatever becomes of the component. */
    private static boolean loaded;

    private NativeLibrary() {}

    /**
     * Loads the library, once; later calls do nothing.
     *
     * @param area a folder of our own, made if need be
     * @throws UnavailableException if this platform has none, or it cannot be written or loaded; a later call tries anew
     */
    static synchronized void load(Path area) {
        if (loaded) {
            return;
        }
        Platform platform = Platform.current();
        if (!platform.isCarried()) {
            throw new UnavailableException(
                    "Tokenizers",
                    "there is no native library for " + platform.name(),
                    "Use one of " + String.join(", ", Platform.carried()));
        }
        sweep(area);
        loadCopies(area, platform);
        loaded = true;
        LOG.debug("Native tokenizers library for {} loaded", platform.name());
    }

    private static void loadCopies(Path area, Platform platform) {
        Path folder = null;
        try {
            Files.createDirectories(area);
            folder = Files.createTempDirectory(area, PREFIX);
            for (String library : platform.libraries()) {
                System.load(copy(platform, library, folder).toString());
            }
        } catch (IOException e) {
            throw new UnavailableException(
                    "Tokenizers",
                    "the native library could not be written: " + e,
                    "Make room, or make the framework's storage folder writable",
                    e);
        } catch (UnsatisfiedLinkError e) {
            throw new UnavailableException(
                    "Tokenizers",
                    "the native library for " + platform.name() + " could not be loaded: " + e.getMessage(),
                    "It needs glibc and libstdc++ on Linux, and a storage folder that is not mounted noexec",
                    e);
        } finally {
            delete(folder);
        }
    }

    private static Path copy(Platform platform, String library, Path folder) throws IOException {
        String resource = "/native/lib/" + platform.name() + "/cpu/" + library;
        // this class's own loader, not the thread's: the thread may belong to any bundle
        try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing from the bundle");
            }
            Path file = folder.resolve(library).toAbsolutePath();
            Files.copy(in, file);
            return file;
        }
    }

    private static void sweep(Path area) {
        if (!Files.isDirectory(area)) {
            return;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(area, PREFIX + "*")) {
            leftovers.forEach(NativeLibrary::delete);
        } catch (IOException e) {
            LOG.debug("Old copies of the native library stay behind", e);
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.debug("A copy of the native library stays until the next start", e);
        }
    }
}
