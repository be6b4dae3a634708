package org.unipelt.orchestrator;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.api.text.TokenBatch;

/**
 * Keeps predictors in step with the services: when something comes, changes or goes it builds the next revision beside the
 * one in force, warms it, and swaps. One thread does this for all; calls never wait for it. What goes and comes back at once is
 * one change: compositions that are in force need no service.
 */
final class Recomposer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recomposer.class);
    private static final int WARM_LENGTH = 8;
    /** A row of changes is followed after so many times what one may take at the latest. */
    private static final int GRACES = 10;

    private final Services services;
    private final ModelCatalog catalog;
    private final Recipes recipes;
    private final Hosts hosts;
    private final Set<LivePredictor> predictors;
    private final Duration grace;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Consumer<Services.Change> listener = this::changed;
    private final Runnable weightsListener = () -> changed(Services.Change.CAME);
    private final ScheduledThreadPoolExecutor worker;
    private volatile long settled = System.nanoTime();
    /** When the first has gone since all packs followed. */
    private long unsettled = settled;

    private boolean followed = true;

    /** @param grace how long what has gone may take to come back: a bundle that is replaced goes, and comes anew */
    Recomposer(
            Services services,
            ModelCatalog catalog,
            Recipes recipes,
            Hosts hosts,
            Set<LivePredictor> predictors,
            Duration grace) {
        this.services = services;
        this.catalog = catalog;
        this.recipes = recipes;
        this.hosts = hosts;
        this.predictors = predictors;
        this.grace = grace;
        worker = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "unipelt-recomposer");
            thread.setDaemon(true);
            return thread;
        });
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        services.listen(listener);
        catalog.listen(weightsListener);
    }

    private void changed(Services.Change change) {
        if (change != Services.Change.CAME) {
            waitForReturn();
        }
        if (change != Services.Change.GOES) {
            recomposeOnceSettled();
        }
    }

    /** What goes again and again must not hold up others for ever: from a time on nobody waits until all have followed. */
    private synchronized void waitForReturn() {
        long now = System.nanoTime();
        if (followed) {
            followed = false;
            unsettled = now;
        }
        settled = now + Math.min(grace.toNanos(), unsettled + GRACES * grace.toNanos() - now);
    }

    private synchronized void allHaveFollowed() {
        followed = true;
    }

    private void recomposeOnceSettled() {
        if (!due.compareAndSet(false, true)) { // several changes in a row are one
            return;
        }
        try {
            worker.schedule(this::recomposeAll, settled - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("a change came after the orchestrator stopped", e);
        }
    }

    private boolean settled() {
        return settled - System.nanoTime() <= 0;
    }

    private void recomposeAll() {
        due.set(false);
        if (!settled()) {
            recomposeOnceSettled();
            return;
        }
        try {
            hosts.sweep();
            predictors.forEach(this::follow);
            allHaveFollowed();
        } catch (RuntimeException | Error e) {
            LOG.error("packs cannot follow the bundles: {}", Failures.reason(e));
        }
    }

    private void follow(LivePredictor predictor) {
        try {
            build(predictor);
        } catch (RuntimeException | Error e) { // the other packs still have to follow
            LOG.warn("{} cannot be recomposed, and stays as it is: {}", predictor.name(), Failures.reason(e));
            if (predictor.current() == null) { // what it waited for has come, and does not serve
                predictor.unavailable(Failures.reason(e));
            }
        }
    }

    /**
     * Brings a predictor in step; does nothing when it is.
     *
     * @throws UniPeltException if it cannot be built for a reason that is not a missing service
     */
    void build(LivePredictor predictor) {
        synchronized (predictor.pack()) { // opening and recomposing may meet
            while (!tryBuild(predictor)) {
                LOG.debug("a method failed; composing without it");
            }
        }
    }

    /** False if a method failed: the composition is another one now, without it. */
    private boolean tryBuild(LivePredictor predictor) {
        Composition composition = predictor.pack().composition();
        try {
            ServiceTable.Entry<Task> task = services.tasks.require(Tasks.type(composition));
            TaskInstance instance = Tasks.instance(task, composition);
            TaskHead head = instance.restore(predictor.pack().taskState());
            Recipe recipe = recipes.live(composition, head, present(predictor.pack()), predictor.failed());
            String fingerprint = recipe.fingerprint() + "@task" + task.id();
            Revision now = predictor.current();
            if (now != null
                    && now.fingerprint().equals(fingerprint)
                    && hosts.current(now.composed().host())) {
                return true;
            }
            if (postponed(predictor)) {
                return true;
            }
            Composed composed;
            try {
                composed = compose(predictor, composition, recipe);
            } catch (MethodFailure e) {
                if (!takeOut(predictor, recipe, e)) {
                    throw e;
                }
                return false;
            } catch (UnavailableException | DataException e) { // the pack's own
                throw e;
            } catch (RuntimeException | LinkageError e) {
                if (!takeOutLastJoined(predictor, recipe, e)) {
                    throw e;
                }
                return false;
            }
            List<String> methods = composed.plan().methods();
            recipe.methods().stream()
                    .filter(method -> methods.contains(method.name()))
                    .forEach(method -> services.methods.works(method.added()));
            predictor.swap(new Revision(composed, instance, head, fingerprint));
            LOG.info("composition in force: {}", methods);
            return true;
        } catch (UnavailableException e) {
            if (!postponed(predictor)) {
                predictor.unavailable(
                        withOrigin(e.getMessage(), predictor.pack().bundles()));
            }
            return true;
        }
    }

    /** Whether one that answers does so for now as it is, since something has just gone. */
    private boolean postponed(LivePredictor predictor) {
        if (predictor.current() == null || settled()) {
            return false;
        }
        recomposeOnceSettled();
        return true;
    }

    private static List<?> present(Pack pack) {
        return pack.results().get(PackWriting.PRESENT) instanceof List<?> methods ? methods : List.of();
    }

    private Composed compose(LivePredictor predictor, Composition composition, Recipe recipe) {
        return hosts.draw(composition.base(), composition.device(), Hosts.Purpose.PREDICTING, host -> {
            Plan plan = Planner.plan(host, recipe);
            Map<String, float[]> weights = predictor.weights().of(plan, seed(composition), host.values());
            Composed composed = Composed.draw(host, plan, weights, seed(composition));
            warm(composed, recipe.head().writes());
            return composed;
        });
    }

    /**
     * Runs a composition once, for its first run plans its execution; one that cannot run is freed.
     *
     * @param writes whether it is asked to write too: the passes for that are drawn here, and no call waits for them
     */
    private static void warm(Composed composed, boolean writes) {
        TokenBatch batch =
                warmBatch(Math.max(1, Math.min(WARM_LENGTH, composed.limits().longest() - 1)));
        try {
            composed.run(batch, false);
            if (writes) {
                try (TextDecoder.Decoding decoding = composed.decoder().begin(batch)) {
                    decoding.advance(new int[] {0}, new int[] {0});
                }
            }
        } catch (RuntimeException | Error e) {
            composed.release();
            throw e;
        }
    }

    private static long seed(Composition composition) {
        return composition.training().get("seed") instanceof Number seed ? seed.longValue() : 42;
    }

    private static TokenBatch warmBatch(int length) {
        float[] mask = new float[length];
        java.util.Arrays.fill(mask, 1f);
        return new TokenBatch(1, length, new int[length], new int[length], mask);
    }

    /** It is the very service that failed: a better one of the same name may have come meanwhile. False if it was out already. */
    private boolean takeOut(LivePredictor predictor, Recipe recipe, MethodFailure failure) {
        LOG.error("{}", failure.getMessage());
        long added = recipe.methods().stream()
                .filter(method -> method.method().equals(failure.method()))
                .findFirst()
                .map(Recipe.Method::added)
                .orElseThrow();
        services.methods.accuse(added, failure.getMessage());
        return predictor.failed().add(added, failure.getMessage());
    }

    /** Nobody has asked for what joins, and what came last is the likeliest to be why a pack cannot be composed any more. */
    private boolean takeOutLastJoined(LivePredictor predictor, Recipe recipe, Throwable failure) {
        return recipe.methods().stream()
                .filter(Recipe.Method::joined)
                .max(Comparator.comparingLong(Recipe.Method::added))
                .map(last -> takeOut(
                        predictor,
                        recipe,
                        new MethodFailure(last.method(), "cannot join (" + Failures.reason(failure) + ")", failure)))
                .orElse(false);
    }

    private static String withOrigin(String reason, Map<String, String> bundles) {
        return bundles.entrySet().stream()
                .filter(e -> reason.startsWith(e.getKey().replace(" ", " '") + "'"))
                .findFirst()
                .map(e -> reason + " The pack was trained with bundle " + e.getValue() + ".")
                .orElse(reason);
    }

    @Override
    public void close() {
        services.forget(listener);
        catalog.forget(weightsListener);
        worker.shutdown();
    }
}
