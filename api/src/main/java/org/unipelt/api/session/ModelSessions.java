package org.unipelt.api.session;

import java.nio.file.Path;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.task.TaskHead;

/**
 * Puts base models and compositions into sessions, to be trained, run and looked into. Each is open until it is closed; base
 * models of one name and device share their weights. Thread-safe.
 */
@ProviderType
public interface ModelSessions {

    /**
     * A base model alone.
     *
     * @param base its name, or a Hugging Face directory
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     * @throws ConfigurationException if there is no such device
     * @throws UnavailableException if there is no such model, or no bundle knows its family
     * @throws DataException if its checkpoint is broken
     */
    FrozenModel frozen(String base, String device);

    /**
     * A composition to train. Weights are fresh, the same for the same seed.
     *
     * @throws ConfigurationException if a value does not fit
     * @throws UnavailableException if a method, gate, model or task is missing
     */
    TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup);

    /**
     * A composition to look into, with fresh weights.
     *
     * @param head the task's head; null for {@link Composition#NO_TASK}
     * @param copies base weights that it has copies of, by the family's names; they can be assigned as {@code base.NAME}
     * @throws ConfigurationException if a value does not fit
     * @throws UnavailableException if a method, gate, model or task is missing
     */
    ComposedModel compose(Composition composition, TaskHead head, Set<String> copies);

    /** A composition to look into, with fresh weights around the base model's own. */
    default ComposedModel compose(Composition composition, TaskHead head) {
        return compose(composition, head, Set.of());
    }

    /**
     * A pack's composition to look into, with its weights.
     *
     * @throws DataException if the pack is missing, broken or newer than this version
     * @throws UnavailableException if a method, gate, model or task is missing
     */
    ComposedModel compose(Path pack);

    /**
     * A composition as a pack holds it: every option written out that its services take as it stands, an administrator's
     * defaults among them, and files by their names. Nothing is put into a session.
     *
     * @throws ConfigurationException if a value does not fit
     * @throws UnavailableException if a method, gate or aggregation is missing
     */
    Composition written(Composition composition);

    /**
     * What a pack holds, its base located. Nothing is put into a session.
     *
     * @throws DataException if the pack is missing, broken or newer than this version
     */
    PackContents read(Path pack);
}
