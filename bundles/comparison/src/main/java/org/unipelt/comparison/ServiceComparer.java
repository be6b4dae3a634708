package org.unipelt.comparison;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.comparison.Comparer;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.data.DataSets;
import org.unipelt.api.pack.Packs;

/** Makes runs by the services that train and predict. */
@Component
public final class ServiceComparer implements Comparer {
    private final Packs packs;
    private final DataSets dataSets;
    private final RunMaker maker;

    @Activate
    public ServiceComparer(
            @Reference Trainer trainer,
            @Reference GatingOrchestrator orchestrator,
            @Reference Packs packs,
            @Reference DataSets dataSets) {
        this.packs = packs;
        this.dataSets = dataSets;
        this.maker = new RunMaker(trainer, orchestrator, packs);
    }

    @Override
    public Comparison compare(Request request, Listener listener, BooleanSupplier cancelled) {
        Plan plan = PlanReader.read(
                request.configuration(), request.where(), section -> dataSets.complete(section, request.folder()));
        RunStore store = new RunStore(request.output());
        if (!cancelled.getAsBoolean()) {
            new Choice(plan, store).unfinished().forEach(task -> plan.checkFiles(task, request.folder()));
            store.claimed(new Work(plan, store, maker, request, baseParameters(plan), listener, cancelled)::run);
        }
        return new Tables(plan, store).comparison();
    }

    private long baseParameters(Plan plan) {
        Composition whole =
                Composition.of(Map.of("base", plan.base(), "base_weights", "trained"), "base " + plan.base());
        return packs.parameters(whole).values().stream()
                .mapToLong(count -> count.deployed())
                .sum();
    }
}
