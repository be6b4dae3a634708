package org.unipelt.api.client;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;

/**
 * Discovers methods, gates, models and tasks at run time and composes them around frozen base models. Thread-safe. Compositions
 * are trained by the {@link Trainer}; those who want one's tensors ask {@code org.unipelt.api.session.ModelSessions}.
 */
@ProviderType
public interface GatingOrchestrator {

    /** What bundles give or fail to give, with reasons; sorted by kind and name. */
    List<ModuleInfo> modules();

    /**
     * Opens a trained pack.
     *
     * @throws DataException if the pack is broken or newer than this version
     * @throws UnavailableException if its base model is missing; a missing method, gate, aggregation or task shows in
     *     {@link Predictor#availability()} instead
     */
    Predictor open(Path pack);
}
