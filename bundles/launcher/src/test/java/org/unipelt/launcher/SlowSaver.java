package org.unipelt.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A command that runs until it is stopped, and then saves. Says "running" once it runs. */
public final class SlowSaver implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        System.out.println("running");
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        Files.writeString(Path.of("saved.txt"), "all of it");
    }
}
