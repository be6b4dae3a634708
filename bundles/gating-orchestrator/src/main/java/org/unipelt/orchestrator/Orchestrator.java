package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.model.ModelCatalog;

/** The service that composes: see {@link GatingOrchestrator}. */
@Component(immediate = true)
public final class Orchestrator implements GatingOrchestrator {
    private final Engine engine;
    private final ModuleInspector inspector;

    @Activate
    public Orchestrator(
            BundleContext context,
            @Reference Engine engine,
            @Reference ModelCatalog catalog,
            @Reference ServiceComponentRuntime components) {
        this.engine = engine;
        inspector = new ModuleInspector(context, components, catalog);
    }

    @Override
    public List<ModuleInfo> modules() {
        List<ModuleInfo> given = engine.services.infos();
        return Stream.concat(given.stream(), inspector.others(given).stream())
                .sorted(Comparator.comparing(ModuleInfo::kind)
                        .thenComparing(ModuleInfo::name)
                        .thenComparing(ModuleInfo::bundle))
                .toList();
    }

    @Override
    public Predictor open(Path folder) {
        return engine.predictors.open(folder);
    }
}
