package org.unipelt.launcher;

import java.util.function.IntConsumer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/** A command that answers with the number of its arguments as exit code. */
public final class ArgumentCounter implements BundleActivator {

    @Override
    public void start(BundleContext context) throws InvalidSyntaxException {
        context.addServiceListener(event -> run(context, event), "(launcher.ready=true)");
    }

    private static void run(BundleContext context, ServiceEvent event) {
        if (event.getType() != ServiceEvent.REGISTERED) {
            return;
        }
        String[] arguments = (String[]) event.getServiceReference().getProperty("launcher.arguments");
        ServiceReference<IntConsumer> exit = context.getServiceReference(IntConsumer.class);
        context.getService(exit).accept(arguments.length);
    }

    @Override
    public void stop(BundleContext context) {}
}
