package org.unipelt.orchestrator;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.task.Task;
import org.unipelt.api.training.Optimiser;

/** Everything that bundles give to compositions, as it comes and goes. */
@Component(service = Services.class)
public final class Services {
    final ServiceTable<PeltModule> methods =
            new ServiceTable<>("method", "pelt.method", PeltModule::options, Recipes.METHOD_KEYS);
    final ServiceTable<GatingNetwork> gates =
            new ServiceTable<>("gate", "pelt.gate", GatingNetwork::options, GatePolicy.SCHEMA.names());
    final ServiceTable<Aggregation> aggregations =
            new ServiceTable<>("aggregation", "pelt.aggregation", Aggregation::options, Set.of(Recipes.NAME));
    final ServiceTable<BaseModel> models =
            new ServiceTable<>("model", "pelt.model", model -> OptionSchema.empty(), Set.of());
    final ServiceTable<Task> tasks = new ServiceTable<>("task", "pelt.task", Task::options, Set.of());
    final ServiceTable<Optimiser> optimisers =
            new ServiceTable<>("optimiser", "pelt.optimiser", Optimiser::options, Set.of());

    /** What has happened to a service. */
    enum Change {
        CAME,
        GOES,
        WENT
    }

    private final Set<Consumer<Change>> listeners = new CopyOnWriteArraySet<>();

    /** Tells of every service that comes, changes or goes; the listener returns at once. */
    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void forget(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    List<ModuleInfo> infos() {
        return Stream.of(methods, gates, aggregations, models, tasks, optimisers)
                .flatMap(table -> table.infos().stream())
                .toList();
    }

    private <T> void added(ServiceTable<T> table, ServiceReference<T> reference, T service) {
        table.add(reference, service);
        listeners.forEach(listener -> listener.accept(Change.CAME));
    }

    private <T> void removed(ServiceTable<T> table, ServiceReference<T> reference) {
        listeners.forEach(listener -> listener.accept(Change.GOES));
        table.remove(reference);
        listeners.forEach(listener -> listener.accept(Change.WENT));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, updated = "addMethod")
    void addMethod(ServiceReference<PeltModule> reference, PeltModule service) {
        added(methods, reference, service);
    }

    void removeMethod(ServiceReference<PeltModule> reference) {
        removed(methods, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, updated = "addGate")
    void addGate(ServiceReference<GatingNetwork> reference, GatingNetwork service) {
        added(gates, reference, service);
    }

    void removeGate(ServiceReference<GatingNetwork> reference) {
        removed(gates, reference);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "addAggregation")
    void addAggregation(ServiceReference<Aggregation> reference, Aggregation service) {
        added(aggregations, reference, service);
    }

    void removeAggregation(ServiceReference<Aggregation> reference) {
        removed(aggregations, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, updated = "addModel")
    void addModel(ServiceReference<BaseModel> reference, BaseModel service) {
        added(models, reference, service);
    }

    void removeModel(ServiceReference<BaseModel> reference) {
        removed(models, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, updated = "addTask")
    void addTask(ServiceReference<Task> reference, Task service) {
        added(tasks, reference, service);
    }

    void removeTask(ServiceReference<Task> reference) {
        removed(tasks, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, updated = "addOptimiser")
    void addOptimiser(ServiceReference<Optimiser> reference, Optimiser service) {
        added(optimisers, reference, service);
    }

    void removeOptimiser(ServiceReference<Optimiser> reference) {
        removed(optimisers, reference);
    }
}
