package org.unipelt.it;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The distribution's bundles as test options, and what the tests share. */
final class Runtime {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(180);

    private Runtime() {}

    /** Where the built distribution lies. */
    static Path home() {
        return Path.of(System.getProperty("unipelt.distribution"));
    }

    /** A bundle of the distribution that is not started with it. */
    static String extension(String name) {
        return home().resolve("extensions").resolve(name + ".jar").toUri().toString();
    }

    /** The bundle that Maven has built of a project in examples/. */
    static Path example(String name) {
        return Path.of(System.getProperty("unipelt.project"))
                .resolve("examples")
                .resolve(name)
                .resolve("target/example-" + name + "-0.1.0-SNAPSHOT.jar");
    }

    /**
     * Puts a bundle into the folder that the running framework watches, under another ending first, so that it is never read
     * half.
     *
     * @return where it lies; deleting it takes the bundle away
     */
    static Path drop(Path bundle) throws IOException {
        Path load = work().resolve("load");
        String name = bundle.getFileName().toString();
        Path partial = load.resolve(name + ".part");
        Files.copy(bundle, partial, StandardCopyOption.REPLACE_EXISTING);
        return Files.move(partial, load.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** A small model among the tests' resources, with what a reference implementation computes for it. */
    static Path model(String name) {
        return Path.of(System.getProperty("unipelt.project"))
                .resolve("integration-tests/src/test/resources")
                .resolve(name);
    }

    /** A folder of this test class alone, empty. */
    static Path folder(Class<?> test) {
        try {
            Path folder = Path.of(System.getProperty("unipelt.tests"));
            Files.createDirectories(folder);
            Path own = Files.createTempDirectory(folder, test.getSimpleName());
            Files.createDirectory(own.resolve("load"));
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All bundles of the distribution but those of its command line, in any order. */
    static Option distribution(Class<?> test) {
        List<Option> options = new ArrayList<>();
        for (Path bundle : bundles()) {
            // what lies there unpacked is a fragment
            options.add(bundle("reference:" + bundle.toUri()).start(!Files.isDirectory(bundle)));
        }
        Path work = folder(test);
        options.add(
                frameworkProperty("unipelt.models").value(work.resolve("models").toString()));
        options.add(frameworkProperty("unipelt.home").value(home().toString()));
        options.add(frameworkProperty("felix.fileinstall.dir")
                .value(work.resolve("load").toString()));
        options.add(frameworkProperty("unipelt.grace").value("200"));
        options.add(frameworkProperty("felix.fileinstall.poll").value("200"));
        options.add(frameworkProperty("felix.fileinstall.noInitialDelay").value("true"));
        options.add(systemProperty("org.bytedeco.javacpp.cachedir")
                .value(home().resolve("var/native/tensorflow").toString()));
        options.add(systemProperty("org.bytedeco.javacpp.maxPhysicalBytes").value("0"));
        options.add(systemProperty("org.bytedeco.javacpp.maxBytes").value("0"));
        options.add(systemProperty("unipelt.work").value(work.toString()));
        options.add(junitBundles());
        return composite(options.toArray(Option[]::new));
    }

    /** Jars, and folders that are bundles unpacked. */
    private static List<Path> bundles() {
        List<Path> bundles = new ArrayList<>();
        for (Path level : list(home().resolve("bundle"))) {
            list(level).stream()
                    .filter(b -> !b.getFileName().toString().startsWith("shell"))
                    .forEach(bundles::add);
        }
        return bundles;
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that {@link #distribution} made, seen from inside the framework. */
    static Path work() {
        return Path.of(System.getProperty("unipelt.work"));
    }

    /** Waits until the condition holds. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
