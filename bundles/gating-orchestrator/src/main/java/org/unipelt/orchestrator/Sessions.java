package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;

/** Draws base models and compositions into the hosts' sessions: see {@link ModelSessions}. */
@Component
public final class Sessions implements ModelSessions {
    private final Services services;
    private final Recipes recipes;
    private final Hosts hosts;
    private final PackStore packs;
    private final PackWriting writing;

    @Activate
    public Sessions(@Reference Engine engine) {
        services = engine.services;
        recipes = engine.recipes;
        hosts = engine.hosts;
        packs = engine.packs;
        writing = new PackWriting(services, packs);
    }

    @Override
    public FrozenModel frozen(String base, String device) {
        return hosts.draw(base, device, Hosts.Purpose.PREDICTING, FrozenHost::new);
    }

    @Override
    public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
        Recipe recipe = recipes.complete(composition, setup.head());
        return hosts.draw(
                composition.base(),
                composition.device(),
                Hosts.Purpose.TRAINING,
                host -> GraphTraining.draw(
                        host,
                        planned(host, recipe),
                        OwnBase.Extent.trained(composition.baseWeights()),
                        setup,
                        writing.saver(composition, recipe)));
    }

    /** As a user has just written it: later, in a pack, methods that its words name may have been taken out. */
    private static Plan planned(Host host, Recipe recipe) {
        Plan plan = Planner.plan(host, recipe);
        recipe.gating().checkNames(plan);
        return plan;
    }

    @Override
    public ComposedModel compose(Composition composition, TaskHead head, Set<String> copies) {
        Composition named = head == null ? composition.withTask(Map.of("type", Composition.NO_TASK)) : composition;
        Recipe recipe = recipes.complete(named, head);
        OwnBase.Extent ownBase =
                copies.isEmpty() ? OwnBase.Extent.trained(named.baseWeights()) : new OwnBase.Extent(false, copies);
        return drawn(named, recipe, Drawing.Purpose.TRAINED, ownBase, Map.of());
    }

    @Override
    public ComposedModel compose(Path folder) {
        Pack pack = packs.read(folder);
        Recipe recipe = recipes.complete(pack.composition(), Tasks.head(services, pack));
        OwnBase.Extent ownBase = OwnBase.Extent.of(pack.weights().keySet());
        return drawn(pack.composition(), recipe, Drawing.Purpose.DEPLOYED, ownBase, pack.weights());
    }

    private ComposedModel drawn(
            Composition composition,
            Recipe recipe,
            Drawing.Purpose purpose,
            OwnBase.Extent ownBase,
            Map<String, TensorData> weights) {
        return hosts.draw(
                composition.base(),
                composition.device(),
                Hosts.Purpose.PREDICTING,
                host -> OpenComposition.draw(
                        host,
                        Planner.plan(host, recipe),
                        purpose,
                        ownBase,
                        weights,
                        writing.saver(composition, recipe)));
    }

    @Override
    public Composition written(Composition composition) {
        return Tasks.written(services, composition, recipes.complete(composition, null));
    }

    @Override
    public PackContents read(Path folder) {
        Pack pack = packs.read(folder);
        return new PackContents(pack.composition(), pack.taskState(), pack.weights(), pack.results());
    }
}
