package org.unipelt.orchestrator;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.text.TokenizerFactory;

/** What composing and the work on packs share: the services there are, the base models that are loaded, the packs. */
@Component(service = Engine.class)
public final class Engine {
    final Services services;
    final Recipes recipes;
    final Hosts hosts;
    final PackStore packs;
    final Predictors predictors;

    @Activate
    public Engine(
            @Reference Services services,
            @Reference ModelCatalog catalog,
            @Reference TokenizerFactory tokenizers,
            @Reference TensorFiles tensors) {
        this.services = services;
        recipes = new Recipes(services);
        hosts = new Hosts(services, catalog, tokenizers);
        packs = new PackStore(tensors);
        predictors = new Predictors(services, catalog, recipes, hosts, packs);
    }

    @Deactivate
    void close() {
        predictors.close();
        hosts.close();
    }
}
