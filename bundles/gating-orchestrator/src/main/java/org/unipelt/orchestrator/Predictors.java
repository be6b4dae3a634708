package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.ModelCatalog;

/** The packs that are open to predict, kept in step with the services until they are closed. */
final class Predictors implements AutoCloseable {
    private final Hosts hosts;
    private final PackStore packs;
    private final Set<LivePredictor> open = ConcurrentHashMap.newKeySet();
    private final Recomposer recomposer;

    Predictors(Services services, ModelCatalog catalog, Recipes recipes, Hosts hosts, PackStore packs, Duration grace) {
        this.hosts = hosts;
        this.packs = packs;
        recomposer = new Recomposer(services, catalog, recipes, hosts, open, grace);
    }

    /**
     * Opens a pack, with its first revision built and warm.
     *
     * @throws DataException if there is no pack, or none that predicts
     * @throws UnavailableException if its base model is missing
     */
    LivePredictor open(Path folder) {
        return open(folder, packs.read(folder));
    }

    /** The same as it was trained: nothing joins. */
    LivePredictor openAsTrained(Path folder) {
        Pack pack = packs.read(folder);
        Composition composition = pack.composition();
        boolean goOn = composition.live().goOnWithout();
        return open(
                folder,
                new Pack(
                        composition.withLive(new Composition.Live(goOn, false)),
                        pack.taskState(),
                        pack.weights(),
                        pack.bundles(),
                        pack.results()));
    }

    private LivePredictor open(Path folder, Pack pack) {
        if (Composition.NO_TASK.equals(Tasks.type(pack.composition()))) {
            throw new DataException(
                    "pack " + folder,
                    "it ends with the base model's own outputs, and has no task to predict for",
                    "Predict with a pack that was trained for a task, or imported with its head");
        }
        LivePredictor predictor = new LivePredictor(
                folder,
                pack,
                Tasks.maximumLength(
                        pack.composition(),
                        hosts.architecture(pack.composition().base()).shape()),
                open::remove);
        open.add(predictor);
        try {
            recomposer.build(predictor);
        } catch (RuntimeException | Error e) {
            predictor.close();
            throw e;
        }
        return predictor;
    }

    @Override
    public void close() {
        recomposer.close();
        open.forEach(LivePredictor::close);
    }
}
