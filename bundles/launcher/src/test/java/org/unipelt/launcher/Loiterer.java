package org.unipelt.launcher;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;

/** Holds up the thread that tells of events until the framework has started and its starter waits. */
public final class Loiterer implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        context.addBundleListener(event -> loiter(context, framework, event));
    }

    private static void loiter(BundleContext context, Bundle framework, BundleEvent event) {
        if (event.getType() != BundleEvent.STARTED || event.getBundle() != context.getBundle()) {
            return;
        }
        while (framework.getState() == Bundle.STARTING || !starterWaits()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static boolean starterWaits() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("main") && thread.getState() == Thread.State.WAITING);
    }

    @Override
    public void stop(BundleContext context) {}
}
