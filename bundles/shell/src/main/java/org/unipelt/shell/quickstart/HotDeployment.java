package org.unipelt.shell.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.unipelt.api.Prediction;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Predictor;
import org.unipelt.shell.console.Cancellation;

/**
 * What happened when a method's bundle came into the running framework and went again, while clients went on predicting.
 *
 * @param method the method
 * @param calls every call of the clients
 * @param deployed when the jar lay in the watched folder, in seconds since the clients began
 * @param joined when the first call was answered with the method
 * @param removed when the jar was gone from the folder
 * @param left when the predictor had the method no more
 * @param revisions the compositions that the predictor went through
 * @param difference the largest difference of a probability between the answers before it came and after it went
 * @param without the methods in force before
 * @param with the methods in force with it
 */
record HotDeployment(
        String method,
        List<Clients.Call> calls,
        double deployed,
        double joined,
        double removed,
        double left,
        int revisions,
        double difference,
        List<String> without,
        List<String> with) {

    private static final int CLIENTS = 4;
    private static final long CALLS_OF_A_PHASE = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Where a call falls. */
    enum Phase {
        BEFORE("before"),
        WITH("with it"),
        AFTER("after");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** An answered call falls where its composition says, one that failed where its time says. */
    Phase phase(Clients.Call call) {
        boolean answeredWith = call.failed()
                ? call.begin() >= joined && call.begin() < left
                : call.composition().contains(method);
        return answeredWith ? Phase.WITH : call.begin() < joined ? Phase.BEFORE : Phase.AFTER;
    }

    long failures() {
        return calls.stream().filter(Clients.Call::failed).count();
    }

    /** Shows it. */
    static final class Demonstration {
        private final Predictor predictor;
        private final List<TextInput> texts;
        private final LoadFolder jar;
        private final String method;
        private final Cancellation cancellation;

        Demonstration(
                Predictor predictor, List<TextInput> texts, LoadFolder jar, String method, Cancellation cancellation) {
            this.predictor = predictor;
            this.texts = texts;
            this.jar = jar;
            this.method = method;
            this.cancellation = cancellation;
        }

        HotDeployment run() {
            clearTheWay();
            List<Prediction> before = predictor.predict(texts, false);
            List<String> without = predictor.methods();
            Clients clients = new Clients(predictor, texts, CLIENTS);
            Moments moments;
            try (clients) {
                moments = comeAndGo(clients);
            } finally {
                jar.remove();
            }
            return new HotDeployment(
                    method,
                    clients.calls(),
                    moments.deployed(),
                    moments.joined(),
                    moments.removed(),
                    moments.left(),
                    predictor.revision(),
                    largestDifference(before, predictor.predict(texts, false)),
                    without,
                    moments.with());
        }

        private record Moments(double deployed, double joined, double removed, double left, List<String> with) {}

        private Moments comeAndGo(Clients clients) {
            await("calls are not answered", () -> clients.answers(0, method, false) >= CALLS_OF_A_PHASE);
            jar.deploy();
            double deployed = clients.now();
            await(method + " did not join", () -> clients.answers(deployed, method, true) > 0);
            double joined = clients.now();
            List<String> with = predictor.methods();
            await(
                    "calls are not answered with " + method,
                    () -> clients.answers(joined, method, true) >= CALLS_OF_A_PHASE);
            jar.remove();
            double removed = clients.now();
            await(method + " did not go", () -> !predictor.methods().contains(method));
            double left = clients.now();
            await(
                    "calls are not answered without " + method,
                    () -> clients.answers(left, method, false) >= CALLS_OF_A_PHASE);
            return new Moments(deployed, joined, removed, left, with);
        }

        /** A run that was killed may have left the jar where the framework takes it up at once. */
        private void clearTheWay() {
            jar.remove();
            await(method + " is there already", () -> !predictor.methods().contains(method));
        }

        private void await(String problem, BooleanSupplier condition) {
            if (!cancellation.await(condition, PATIENCE)) {
                throw new UniPeltException(
                        "hot deployment of " + jar.target().getFileName(),
                        cancellation.getAsBoolean()
                                ? "it was stopped"
                                : problem + " within " + PATIENCE.toSeconds() + " seconds",
                        "'unipelt modules' tells the state of each method");
            }
        }

        private static double largestDifference(List<Prediction> before, List<Prediction> after) {
            double largest = 0;
            for (int i = 0; i < before.size(); i++) {
                var scores = after.get(i).scores();
                for (var entry : before.get(i).scores().entrySet()) {
                    largest = Math.max(largest, Math.abs(entry.getValue() - scores.get(entry.getKey())));
                }
            }
            return largest;
        }
    }
}
