package org.unipelt.tuning;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.tuning.Tuner;

/** Tunes by the services that train and that tell which methods are there. */
@Component
public final class ServiceTuner implements Tuner {
    private static final int USUAL_EPOCHS = 18;
    private static final int USUAL_SEED = 42;
    private static final int MOST_CANDIDATES = 81;

    private final Trainer trainer;
    private final GatingOrchestrator orchestrator;
    private final Packs packs;

    @Activate
    public ServiceTuner(
            @Reference Trainer trainer, @Reference GatingOrchestrator orchestrator, @Reference Packs packs) {
        this.trainer = trainer;
        this.orchestrator = orchestrator;
        this.packs = packs;
    }

    @Override
    public Tuning tune(Request request, Listener listener, BooleanSupplier cancelled) {
        long start = System.nanoTime();
        long budget = request.budget().toNanos();
        Composition fixed = request.composition();
        BestPack best = new BestPack(packs, request.pack());
        BooleanSupplier spent = () -> System.nanoTime() - start > budget;
        Trials trials = new Trials(trainer, request, best, listener, cancelled, spent);
        try {
            Halving halving = new Halving(epochs(fixed.training()), budget, () -> System.nanoTime() - start, listener);
            List<Trial> all = search(halving, candidates(fixed), trials, best, listener);
            List<Trial> ranked = Halving.best(all);
            if (ranked.isEmpty()) {
                throw nothingFound(all, trials.refusal());
            }
            best.finish();
            return new Tuning(all, ranked.get(0), Halving.reason(all), (System.nanoTime() - start) / 1e9);
        } finally {
            best.clear();
        }
    }

    private static List<Trial> search(
            Halving halving, List<Candidate> candidates, Trials trials, BestPack best, Listener listener) {
        try {
            return halving.run(candidates, trials);
        } catch (RuntimeException | Error e) {
            if (trials.found()) {
                best.finish();
                listener.noticed("The best pack until then is kept");
            }
            throw e;
        }
    }

    private List<Candidate> candidates(Composition fixed) {
        int seed = fixed.training().get("seed") instanceof Integer given ? given : USUAL_SEED;
        if (!fixed.methods().isEmpty()) {
            return Space.of(List.of()).within(fixed).candidates(fixed.methods(), seed, MOST_CANDIDATES);
        }
        List<String> active = orchestrator.modules().stream()
                .filter(module ->
                        module.kind().equals("method") && module.state().equals("active"))
                .map(module -> module.name())
                .toList();
        if (active.isEmpty()) {
            throw new UnavailableException(
                    "tuning", "no bundle gives a method", "'unipelt modules' tells which bundles are missing");
        }
        return Space.of(active).within(fixed).candidates(seed, MOST_CANDIDATES);
    }

    /** Those of the last rung; the trainer sees only the rungs' shares of them. */
    private static int epochs(Map<String, Object> training) {
        Object given = training.getOrDefault("epochs", USUAL_EPOCHS);
        if (given instanceof Integer number && number > 0) {
            return number;
        }
        throw new ConfigurationException(
                "training", "'epochs' is '" + given + "'", "Write a whole number of at least 1");
    }

    private static UniPeltException nothingFound(List<Trial> trials, Optional<ConfigurationException> refusal) {
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String first = trials.stream()
                .map(trial -> trial.failure() == null ? trial.metric() + " was no number" : trial.failure())
                .findFirst()
                .orElse("it was stopped before the first candidate was judged");
        return new UniPeltException(
                "tuning", "no candidate gave a result: " + first, "Raise the budget, or set training keys");
    }
}
