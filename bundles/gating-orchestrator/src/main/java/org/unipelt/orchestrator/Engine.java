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
    private static final String USUAL_GRACE = "2000";

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
        packs = new PackStore(tensors, catalog::isName);
        predictors = new Predictors(services, catalog, recipes, hosts, packs, grace);
    }

    private static Duration grace(String milliseconds) {
        String text = milliseconds == null ? USUAL_GRACE : milliseconds.trim();
        if (!text.matches("\\d{1,6}")) {
            throw new ConfigurationException(
                    GRACE, "'" + text + "' is no number of milliseconds from 0 to 999999", "Write one, such as 2000");
        }
        return Duration.ofMillis(Long.parseLong(text));
    }

    @Deactivate
    void close() {
        predictors.close();
        hosts.close();
    }
}
