package org.unipelt.shell.services;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.comparison.Comparer;
import org.unipelt.api.data.DataSets;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelCreator;
import org.unipelt.api.pack.Interchange;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.task.Task;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.tuning.Tuner;
import org.unipelt.verification.Verifier;

/** The services that commands use. Each call gives the one in force now. */
public interface Services {

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    GatingOrchestrator orchestrator();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    ModelSessions sessions();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    Trainer trainer();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    Comparer comparer();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    Tuner tuner();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    Packs packs();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    Interchange interchange();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    ModelCatalog catalog();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    DataSets dataSets();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    ModelCreator creator();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    TextGenerator generator();

    /** @throws org.unipelt.api.UnavailableException if its bundle is not active */
    Verifier verifier();

    /**
     * A family of base models by config.json's {@code model_type}.
     *
     * @throws org.unipelt.api.UnavailableException if no active bundle gives it
     */
    BaseModel family(String name);

    /**
     * A task by the name that users write.
     *
     * @throws org.unipelt.api.UnavailableException if no active bundle gives it
     */
    Task task(String name);

    /**
     * An optimiser by the name that users write.
     *
     * @throws org.unipelt.api.UnavailableException if no active bundle gives it
     */
    Optimiser optimiser(String name);

    /** The framework, to install bundles in. */
    BundleContext bundles();

    /**
     * The folder that UniPELT is installed in.
     *
     * @throws org.unipelt.api.UnavailableException if the launcher did not say
     */
    Path home();

    /** The version of this program. */
    String version();
}
