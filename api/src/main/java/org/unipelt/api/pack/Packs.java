package org.unipelt.api.pack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.client.Composition;
import org.unipelt.api.task.TaskHead;

/** What is done with trained compositions beside predicting. Thread-safe. */
@ProviderType
public interface Packs {

    /** The type of task of a composition that ends with the base model's own outputs, as one imported without a head does. */
    String NO_TASK = "none";

    /**
     * What a pack holds, its base located.
     *
     * @throws org.unipelt.api.DataException if the pack is missing, broken or newer than this version
     */
    PackContents read(Path pack);

    /**
     * A composition in a session, with fresh weights.
     *
     * @param head the task's head; null for {@link #NO_TASK}
     * @param copies base weights that it has copies of, by the family's names; they can be assigned as {@code base.NAME}
     * @throws org.unipelt.api.ConfigurationException if a value does not fit
     * @throws org.unipelt.api.UnavailableException if a method, gate, model or task is missing
     */
    ComposedModel compose(Composition composition, TaskHead head, Set<String> copies);

    /** A composition in a session, with fresh weights around the base model's own. */
    default ComposedModel compose(Composition composition, TaskHead head) {
        return compose(composition, head, Set.of());
    }

    /** A pack's composition in a session, with its weights. */
    ComposedModel compose(Path pack);

    /**
     * Numbers by owner: a method's name, {@code gates}, {@code aggregation} and, where there is a head, {@code head}; no
     * weights are loaded.
     *
     * @param composition what to count; its task is not looked at
     */
    Map<String, ParameterCount> parameters(Composition composition);

    /**
     * What the gates of a pack say on a data set. Only here and where a prediction asks for them are they fetched.
     *
     * @param data labelled rows, as the pack's task reads them
     */
    GateReport gates(Path pack, Path data);

    /**
     * Writes a pack without the contributions whose gate is low: the mean over the data is below the bound. Prefixes and
     * virtual tokens too are really removed, and no longer take a share of the attention.
     *
     * @param data labelled rows, on which gates are looked at and the change is measured
     * @param below the bound
     * @param output the folder to write; may be the pack itself
     * @throws org.unipelt.api.ConfigurationException if the pack has no gates
     */
    Reduction prune(Path pack, Path data, double below, Path output);

    /**
     * Writes a pack whose low-rank and bias shifts are folded into copies of the base model's weights, where no gate or a
     * fixed one weighs them.
     *
     * @param data labelled rows on which the change is measured; empty to leave it unmeasured
     * @param output the folder to write; may be the pack itself
     * @throws org.unipelt.api.ConfigurationException if nothing can be folded: says why
     */
    Reduction merge(Path pack, Optional<Path> data, Path output);
}
