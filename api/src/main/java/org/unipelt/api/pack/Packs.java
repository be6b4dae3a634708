package org.unipelt.api.pack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.CancelledException;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;

/** What is done with trained compositions beside predicting. Thread-safe. */
@ProviderType
public interface Packs {

    /**
     * Numbers by owner: a method's name, {@code gates}, {@code aggregation} and, where there is a head, {@code head}; no
     * weights are loaded.
     *
     * @param composition what to count; its task is not looked at
     * @throws ConfigurationException if a value does not fit
     * @throws UnavailableException if a method, gate or model is missing
     */
    Map<String, ParameterCount> parameters(Composition composition);

    /**
     * What the gates of a pack say on a data set. Only here and where a prediction asks for them are they fetched.
     *
     * @param data labelled rows, as the pack's task reads them
     * @param cancelled asked before each batch
     * @throws CancelledException if it was cancelled
     * @throws ConfigurationException if the pack has no learned gates
     * @throws DataException if the pack or the data cannot be read
     * @throws UnavailableException if a part of the pack is missing
     */
    GateReport gates(Path pack, Path data, BooleanSupplier cancelled);

    /** What the gates of a pack say on a data set, to its end. */
    default GateReport gates(Path pack, Path data) {
        return gates(pack, data, () -> false);
    }

    /**
     * Writes a pack without the contributions whose gate is low: the mean over the data is below the bound. Prefixes and
     * virtual tokens too are really removed, and no longer take a share of the attention.
     *
     * @param data labelled rows, on which gates are looked at and the change is measured
     * @param below the bound
     * @param output the folder to write; may be the pack itself
     * @param cancelled asked before each batch that is looked at or measured
     * @throws CancelledException if it was cancelled; nothing is written then
     * @throws ConfigurationException if the pack has no gates, or the bound is not between 0 and 1
     * @throws DataException if the pack or the data cannot be read, or the result cannot be written
     */
    Reduction prune(Path pack, Path data, double below, Path output, BooleanSupplier cancelled);

    /**
     * Writes a pack whose low-rank and bias shifts are folded into copies of the base model's weights, where no gate or a
     * fixed one weighs them.
     *
     * @param data labelled rows on which the change is measured; empty to leave it unmeasured
     * @param output the folder to write; may be the pack itself
     * @param cancelled asked before each batch that is measured
     * @throws CancelledException if it was cancelled; nothing is written then
     * @throws ConfigurationException if nothing can be folded: says why
     * @throws DataException if the pack or the data cannot be read, or the result cannot be written
     */
    Reduction merge(Path pack, Optional<Path> data, Path output, BooleanSupplier cancelled);

    /**
     * Moves a pack. Of a pack that lies where it goes it takes the place at once; other files there stay.
     *
     * @param pack the pack's folder, which is gone afterwards
     * @param place the folder to write
     * @throws DataException if the pack cannot be read, or cannot be written there: both folders are then as they were; or if
     *     it is there and its old folder cannot be removed
     */
    void move(Path pack, Path place);
}
