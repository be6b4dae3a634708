package org.unipelt.comparison;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.unipelt.api.comparison.Comparer.Listener;
import org.unipelt.api.comparison.Comparer.Request;
import org.unipelt.api.comparison.Run;

/**
 * The runs of a plan, begun one seed after the other, so that a comparison that is stopped has about as many seeds for each
 * composition; only the choice of rates waits until all runs of the first seed have ended. For one use.
 */
final class Work {
    private static final String PACKS = "packs";

    private final Plan plan;
    private final RunStore store;
    private final Choice choice;
    private final RunMaker maker;
    private final Request request;
    private final long baseParameters;
    private final Listener listener;
    private final BooleanSupplier cancelled;
    private volatile boolean failed;

    Work(
            Plan plan,
            RunStore store,
            RunMaker maker,
            Request request,
            long baseParameters,
            Listener listener,
            BooleanSupplier cancelled) {
        this.plan = plan;
        this.store = store;
        this.choice = new Choice(plan, store);
        this.maker = maker;
        this.request = request;
        this.baseParameters = baseParameters;
        this.listener = listener;
        this.cancelled = cancelled;
    }

    /** Makes what was not made before, until it is cancelled. */
    void run() {
        listener.planned(plan.runs(), choice.made());
        make(plan.search());
        make(plan.seeds().stream()
                .skip(1)
                .flatMap(seed -> plan.cells().stream()
                        .flatMap(cell -> choice.rate(cell).map(rate -> plan.job(cell, seed, rate)).stream()))
                .toList());
    }

    /** Makes runs; what two compositions have in common is made once. */
    private void make(List<Job> jobs) {
        ExecutorService threads = Executors.newFixedThreadPool(request.parallel());
        try {
            Map<String, Job> missing = new LinkedHashMap<>();
            jobs.stream().filter(job -> store.get(job).isEmpty()).forEach(job -> missing.putIfAbsent(job.id(), job));
            List<Future<?>> futures = missing.values().stream()
                    .<Future<?>>map(job -> threads.submit(() -> make(job)))
                    .toList();
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (InterruptedException e) {
            failed = true;
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } finally {
            end(threads);
        }
    }

    private static RuntimeException thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException problem ? problem : new IllegalStateException(cause);
    }

    /** Runs that are at work end at their next batch, and remove their packs: they are waited for whatever comes. */
    private static void end(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void make(Job job) {
        if (stopped()) {
            return;
        }
        try {
            tell(() -> listener.started(job.title()));
            Path pack = request.output().resolve(PACKS).resolve(job.id());
            Optional<Run> run = maker.make(job, request.folder(), pack, baseParameters, this::stopped);
            run.ifPresent(this::note);
        } catch (RuntimeException | Error e) {
            failed = true;
            throw e;
        }
    }

    private boolean stopped() {
        return failed || cancelled.getAsBoolean();
    }

    private synchronized void note(Run run) {
        store.add(run);
        listener.ended(run, choice.made(), plan.runs());
    }

    private synchronized void tell(Runnable telling) {
        telling.run();
    }
}
