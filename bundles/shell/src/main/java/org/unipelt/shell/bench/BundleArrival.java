package org.unipelt.shell.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.unipelt.api.Failures;
import org.unipelt.api.TextInput;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Predictor;
import org.unipelt.shell.services.Context;

/** How long it takes from the start of a method's bundle to the first prediction with the method. */
final class BundleArrival {
    private static final String JAR = "extensions/example-ffn-shift.jar";
    private static final String METHOD = "ffn-shift";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Context context;
    private final Predictor predictor;
    private final List<TextInput> text;

    /**
     * Prepares.
     *
     * @param predictor answers by a composition that takes up what arrives
     */
    BundleArrival(Context context, Predictor predictor, TextInput text) {
        this.context = context;
        this.predictor = predictor;
        this.text = List.of(text);
    }

    /** The median of some arrivals. */
    double median(int times) {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            seconds.add(once());
        }
        return Rounds.median(seconds);
    }

    private double once() {
        predictor.predict(text, false);
        try {
            Bundle bundle = install();
            try {
                long begin = System.nanoTime();
                bundle.start();
                await("it did not join", () -> predictor.methods().contains(METHOD));
                await("no prediction came by it", () -> predictor
                        .predict(text, false)
                        .get(0)
                        .composition()
                        .contains(METHOD));
                return (System.nanoTime() - begin) / 1e9;
            } finally {
                bundle.uninstall();
                await("it did not go", () -> !predictor.methods().contains(METHOD));
            }
        } catch (BundleException e) {
            throw new UniPeltException(
                    JAR, "it does not start: " + Failures.reason(e), "Build the distribution again", e);
        }
    }

    private Bundle install() throws BundleException {
        Path jar = context.services().home().resolve(JAR);
        try (InputStream stream = Files.newInputStream(jar)) {
            return context.services().bundles().installBundle("unipelt-bench:" + METHOD, stream);
        } catch (IOException e) {
            throw new UnavailableException(JAR, "the installation does not have it", "Build the distribution again", e);
        }
    }

    private void await(String problem, BooleanSupplier condition) {
        if (!context.cancellation().await(condition, PATIENCE)) {
            throw new UniPeltException(
                    JAR,
                    context.cancellation().getAsBoolean()
                            ? "the measurement was stopped"
                            : problem + " within " + PATIENCE.toSeconds() + " seconds",
                    "'unipelt modules' tells the state of each method");
        }
    }
}
