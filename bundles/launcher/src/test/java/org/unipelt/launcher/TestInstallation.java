package org.unipelt.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.BundleActivator;

/** Writes small installations with real bundles. */
final class TestInstallation {

    private final Path home;

    TestInstallation(Path home, String... configuration) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("conf"));
        Files.write(home.resolve("conf").resolve("config.properties"), List.of(configuration));
    }

    Path home() {
        return home;
    }

    /** A bundle whose activator is the given class of this test folder. */
    void bundle(String folder, String name, Class<? extends BundleActivator> activator) throws IOException {
        try (OutputStream file = Files.newOutputStream(create(folder).resolve(name + ".jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest(name, activator, "org.osgi.framework"))) {
            jar.putNextEntry(new ZipEntry(classFile(activator)));
            jar.write(bytes(activator));
            jar.closeEntry();
        }
    }

    /** The same, laid out as a folder. */
    void explodedBundle(String folder, String name, Class<? extends BundleActivator> activator) throws IOException {
        Path root = create(folder + "/" + name);
        Files.createDirectories(root.resolve("META-INF"));
        try (OutputStream out = Files.newOutputStream(root.resolve("META-INF/MANIFEST.MF"))) {
            manifest(name, activator, "org.osgi.framework").write(out);
        }
        Path target = root.resolve(classFile(activator));
        Files.createDirectories(target.getParent());
        Files.write(target, bytes(activator));
    }

    /** A bundle that imports a package that nobody has. */
    void unresolvableBundle(String folder, String name) throws IOException {
        try (OutputStream file = Files.newOutputStream(create(folder).resolve(name + ".jar"));
                JarOutputStream jar =
                        new JarOutputStream(file, manifest(name, null, "nowhere.to.be.found;version=\"[1.2,2)\""))) {
            jar.finish();
        }
    }

    private Path create(String folder) throws IOException {
        return Files.createDirectories(home.resolve("bundle").resolve(folder));
    }

    private static Manifest manifest(String name, Class<?> activator, String imports) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", name);
        attributes.putValue("Import-Package", imports);
        if (activator != null) {
            attributes.putValue("Bundle-Activator", activator.getName());
        }
        return manifest;
    }

    private static String classFile(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getClassLoader().getResourceAsStream(classFile(type))) {
            return in.readAllBytes();
        }
    }
}
