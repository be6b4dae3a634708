package org.unipelt.shell.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.unipelt.api.Prediction;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Predictor;

/** Threads that predict without a pause, and note every call. */
final class Clients implements AutoCloseable {

    /**
     * A call.
     *
     * @param begin seconds since the clients began
     * @param end seconds since the clients began
     * @param composition the methods that answered; empty where the call failed
     * @param failure why it failed; empty where it did not
     */
    record Call(double begin, double end, List<String> composition, String failure) {
        boolean failed() {
            return !failure.isEmpty();
        }

        double seconds() {
            return end - begin;
        }
    }

    private final Predictor predictor;
    private final List<TextInput> texts;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final long start = System.nanoTime();
    private volatile boolean closed;

    Clients(Predictor predictor, List<TextInput> texts, int number) {
        this.predictor = predictor;
        this.texts = texts;
        for (int i = 0; i < number; i++) {
            Thread thread = new Thread(this::predictOnAndOn, "unipelt-client-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Seconds since the clients began. */
    double now() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** The calls that are done. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many calls that began after a moment were answered with, or without, a method. */
    long answers(double since, String method, boolean with) {
        return calls.stream()
                .filter(c ->
                        !c.failed() && c.begin() >= since && c.composition().contains(method) == with)
                .count();
    }

    private void predictOnAndOn() {
        while (!closed) {
            TextInput text = texts.get(Math.floorMod(next.getAndIncrement(), texts.size()));
            calls.add(call(text));
        }
    }

    private Call call(TextInput text) {
        double begin = now();
        try {
            Prediction prediction = predictor.predict(List.of(text), false).get(0);
            return new Call(begin, now(), prediction.composition(), "");
        } catch (RuntimeException e) {
            return new Call(begin, now(), List.of(), e.toString());
        }
    }

    /** Lets the running calls finish. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
