package org.unipelt.orchestrator;

import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.text.TokenizerFactory;

/** What composing and the work on packs share: the services there are, the base models that are loaded, the packs. */
@Component(service = Engine.class)
public final class Engine {
    private static final String GRACE = "unipelt.grace";

    /** Longer than File Install takes to see that another jar stands for one that has gone. */
    private static final Duration USUAL_GRACE = Duration.ofSeconds(2);

    final Services services;
    final Recipes recipes;
    final Hosts hosts;
    final PackStore packs;
    final Predictors predictors;

    @Activate
    public Engine(
            BundleContext context,
            @Reference Services services,
            @Reference ModelCatalog catalog,
            @Reference TokenizerFactory tokenizers,
            @Reference TensorFiles tensors) {
        this(services, catalog, tokenizers, tensors, grace(context.getProperty(GRACE)));
    }

    /** @param grace how long a service that has gone may take to come back before packs follow */
    Engine(Services services, ModelCatalog catalog, TokenizerFactory tokenizers, TensorFiles tensors, Duration grace) {
        this.services = services;
        recipes = new Recipes(services);
        hosts = new Hosts(services, catalog, tokenizers);
        packs = new PackStore(tensors);
        predictors = new Predictors(services, catalog, recipes, hosts, packs, grace);
    }

    private static Duration grace(String milliseconds) {
        try {
            return milliseconds == null ? USUAL_GRACE : Duration.ofMillis(Long.parseLong(milliseconds.trim()));
        } catch (NumberFormatException e) {
            throw new ConfigurationException(
                    GRACE, "'" + milliseconds + "' is no whole number of milliseconds", "Write one, such as 2000", e);
        }
    }

    @Deactivate
    void close() {
        predictors.close();
        hosts.close();
    }
}
