package org.unipelt.orchestrator;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unipelt.api.Failures;
import org.unipelt.api.client.ModuleInfo;

/** Jars in the folders of hot deployment that have become no bundle, with why: File Install passes them over in silence. */
final class DroppedJars {
    /** File Install's own property. */
    static final String FOLDERS = "felix.fileinstall.dir";

    private static final Logger LOG = LoggerFactory.getLogger(DroppedJars.class);

    private DroppedJars() {}

    static List<ModuleInfo> in(BundleContext context) {
        String folders = context.getProperty(FOLDERS);
        Set<String> installed =
                Arrays.stream(context.getBundles()).map(Bundle::getLocation).collect(Collectors.toSet());
        return folders == null
                ? List.of()
                : Arrays.stream(folders.split(","))
                        .map(folder -> Path.of(folder.trim()).toAbsolutePath().normalize())
                        .flatMap(folder -> jars(folder).stream())
                        .filter(jar -> !installed.contains(jar.toFile().toURI().toString()))
                        .flatMap(jar -> info(jar, context).stream())
                        .toList();
    }

    private static List<Path> jars(Path folder) {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
                files.forEach(jars::add);
            } catch (IOException e) {
                LOG.warn("folder {} cannot be listed: {}", folder.getFileName(), Failures.reason(e));
            }
        }
        return jars;
    }

    private static Optional<ModuleInfo> info(Path jar, BundleContext context) {
        String name = jar.getFileName().toString();
        return why(jar, context).map(reason -> new ModuleInfo("bundle", name, name, "", "missing", reason, List.of()));
    }

    /** Empty for a jar that has taken the place of a bundle from elsewhere, as one of the same name and version does. */
    private static Optional<String> why(Path jar, BundleContext context) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null) {
                return Optional.of("it is no bundle, for its manifest has no " + Constants.BUNDLE_SYMBOLICNAME
                        + ": build it with the bnd plugin");
            }
            String bare = name.split(";")[0].trim();
            Version version = Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION));
            return Arrays.stream(context.getBundles())
                            .anyMatch(
                                    other -> bare.equals(other.getSymbolicName()) && version.equals(other.getVersion()))
                    ? Optional.empty()
                    : Optional.of("it is not installed yet, or could not be: the log says why");
        } catch (IllegalArgumentException e) {
            return Optional.of("its Bundle-Version is none (" + Failures.reason(e) + "): build it with the bnd plugin");
        } catch (IOException e) {
            return Optional.of("it is no jar, or half of one (" + Failures.reason(e)
                    + "): move a whole one there, or copy it under another ending and rename it");
        }
    }
}
