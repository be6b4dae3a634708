package org.unipelt.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/**
 * One run of the framework: from its start to the exit code that a bundle asks for.
 *
 * <p>Two services of the launcher meet the command line's bundle:
 *
 * <ul>
 *   <li>{@code java.lang.Object} with the properties {@code launcher.arguments} ({@code String[]}) and {@code
 *       launcher.ready} (true), registered once all start levels are reached (bnd's convention);
 *   <li>{@link IntConsumer} with the property {@code launcher.exit} (true): {@code accept(code)} stops the framework
 *       and ends the JVM with that code. It returns at once.
 * </ul>
 */
final class FrameworkRun {

    /** Exit code where the framework cannot run the command. */
    static final int FAILURE = 1;

    private static final String STOP_TIMEOUT = "unipelt.stop.timeout";
    private static final long DEFAULT_STOP_TIMEOUT_SECONDS = 120;

    private final Installation installation;
    private final PrintStream messages;
    private final Path storage;
    private final Framework framework;
    private final AtomicInteger exitCode = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch reported = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean closing;

    private FrameworkRun(Installation installation, PrintStream messages, Path storage) {
        this.installation = installation;
        this.messages = messages;
        this.storage = storage;
        this.framework = new FrameworkFactory().newFramework(configuration(installation, storage));
    }

    static FrameworkRun of(Installation installation, PrintStream messages) {
        try {
            return new FrameworkRun(installation, messages, Files.createTempDirectory("unipelt-"));
        } catch (IOException e) {
            throw new LaunchException(
                    "no folder can be made for temporary files (" + e.getMessage()
                            + "): free space, or name another folder by JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    /** Each run has its own storage, so that several commands can run at the same time. */
    private static Map<String, String> configuration(Installation installation, Path storage) {
        Map<String, String> configuration = new HashMap<>(installation.frameworkProperties());
        configuration.put(
                Constants.FRAMEWORK_STORAGE, storage.resolve("framework").toString());
        configuration.put(
                "felix.fileinstall.tmpdir", storage.resolve("fileinstall").toString());
        return configuration;
    }

    /** Starts the bundles, offers them the command line and waits until one of them ends the run. */
    int execute(String[] arguments) {
        try {
            start(arguments);
            finished.await();
        } catch (BundleException | IllegalStateException e) {
            if (!closing) { // a framework that is stopped while it starts fails anywhere
                throw new LaunchException("the framework did not start: " + Reason.of(e), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exitCode.set(FAILURE);
        } finally {
            close();
        }
        return exitCode.get();
    }

    private void start(String[] arguments) throws BundleException, InterruptedException {
        framework.init(this::report);
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(this::report);
        context.addBundleListener((SynchronousBundleListener) this::endWhenStopping);
        List<Bundle> bundles = BundleFolders.scan(installation.bundles(), installation.lastLevel()).stream()
                .map(entry -> install(context, entry))
                .filter(bundle -> bundle != null)
                .toList();
        bundles.forEach(this::start);
        context.registerService(IntConsumer.class, this::exit, properties(Map.of("launcher.exit", true)));
        framework.start();
        reported.await();
        offer(context, arguments);
    }

    private void offer(BundleContext context, String[] arguments) {
        ServiceReference<Object> commandLine = context.registerService(
                        Object.class,
                        new Object(),
                        properties(Map.of("launcher.arguments", arguments.clone(), "launcher.ready", true)))
                .getReference();
        // A missing shell is an error only where something failed: an installation without one may serve by load/.
        if (commandLine.getUsingBundles() == null && failures.get() > 0 && finished.getCount() > 0) {
            messages.println("unipelt: no bundle took the command line, because of the errors above");
            exit(FAILURE);
        }
    }

    private Bundle install(BundleContext context, BundleFolders.Entry entry) {
        try {
            Bundle bundle = context.installBundle(entry.location());
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
            return bundle;
        } catch (BundleException e) {
            failed(entry.path().getFileName().toString(), "cannot be installed", e);
            return null;
        }
    }

    /** Marks the bundle for its start level; the framework starts it when it gets there. */
    private void start(Bundle bundle) {
        if ((bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0) {
            return;
        }
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            failed(bundle.getSymbolicName(), "does not start", e);
        }
    }

    /** On a thread of the framework, in the order of what happened: when it has started, all that failed before is known. */
    private void report(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            failed(event.getBundle().getSymbolicName(), "does not start", event.getThrowable());
        } else if (event.getType() == FrameworkEvent.STARTED) {
            reported.countDown();
        }
    }

    /** Whoever stops the system bundle, say from a console, ends the run. */
    private void endWhenStopping(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
            end();
        }
    }

    private void failed(String bundle, String what, Throwable reason) {
        if (closing) {
            return;
        }
        failures.incrementAndGet();
        messages.println("unipelt: the bundle " + bundle + " " + what + ": " + Reason.of(reason));
    }

    private void exit(int code) {
        exitCode.set(code);
        end();
    }

    private void end() {
        reported.countDown();
        finished.countDown();
    }

    /** Stops the bundles, waits for them and removes the storage. Safe to call twice, and from several threads. */
    void close() {
        closing = true;
        stop();
    }

    private synchronized void stop() {
        try {
            framework.stop();
            FrameworkEvent event = framework.waitForStop(stopTimeoutMillis());
            if (event.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                messages.println("unipelt: gave up waiting for the bundles to stop");
            }
        } catch (BundleException e) {
            messages.println("unipelt: the framework does not stop: " + Reason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        TemporaryFolder.delete(storage);
    }

    private long stopTimeoutMillis() {
        String seconds = installation.frameworkProperties().get(STOP_TIMEOUT);
        try {
            return TimeUnit.SECONDS.toMillis(seconds == null ? DEFAULT_STOP_TIMEOUT_SECONDS : Long.parseLong(seconds));
        } catch (NumberFormatException e) {
            messages.println("unipelt: " + STOP_TIMEOUT + " in conf/config.properties is not a number of seconds");
            return TimeUnit.SECONDS.toMillis(DEFAULT_STOP_TIMEOUT_SECONDS);
        }
    }

    private static Dictionary<String, Object> properties(Map<String, Object> properties) {
        return new Hashtable<>(properties);
    }
}
