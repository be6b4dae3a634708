package org.unipelt.api.client;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.training.TrainableComposition;

/** Discovers methods, gates, models and tasks at run time and composes them around frozen base models. Thread-safe. */
@ProviderType
public interface GatingOrchestrator {

    /** What bundles give or fail to give, with reasons; sorted by kind and name. */
    List<ModuleInfo> modules();

    /**
     * Opens a trained pack.
     *
     * @throws DataException if the pack is broken or newer than this version
     * @throws UnavailableException if its base model, task or gate is missing; a missing method shows in
     *     {@link Predictor#availability()} instead
     */
    Predictor open(Path pack);

    /**
     * Builds a composition to train. Weights are fresh, the same for the same seed.
     *
     * @throws ConfigurationException if a value does not fit
     * @throws UnavailableException if a method, gate, model or task is missing
     */
    TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup);

    /** The base model alone. */
    FrozenModel frozen(String base, String device);
}
