package org.unipelt.api.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;

/** A composition in a session, to look into or to fill with weights from elsewhere. Thread-safe but for {@link #assign}. */
@ProviderType
public interface ComposedModel extends AutoCloseable {

    /** The base model's sizes. */
    ModelShape shape();

    /** All parameters by owner: a method's name, {@code gates}, {@code aggregation} or {@code head}. */
    Map<String, List<Parameter>> parameters();

    /**
     * Sets weights. A derived parameter cannot be set: those that it is derived from can.
     *
     * @throws ConfigurationException if a name or shape is not the composition's
     */
    void assign(Map<String, TensorData> weights);

    /**
     * Which outputs can be asked for: {@code hidden_state.0} and on, the family's named ones, {@code scores} of the task's
     * head [batch, scores], and for each gate {@code gate.LAYER.SLOT}: [batch], or [batch, sequence] at token level.
     */
    Set<String> outputNames();

    /**
     * Runs the composition without dropout.
     *
     * @param inputs as for {@link FrozenModel#run}, and {@code gate_mask} of the sequence that is
     *     written: 1 where gates may read, all tokens where it is not given. With the given text's mask, gates are what they
     *     are in generation
     * @param names the outputs to compute
     * @throws ConfigurationException if an input is missing, of another type or not the model's, or there is no such output
     * @throws DataException if an id is no word of the model, or the sequence is longer than its positions
     */
    Map<String, TensorData> run(Map<String, TensorData> inputs, Set<String> names);

    /**
     * The gradient of the head's loss by every trained parameter, without dropout.
     *
     * @param inputs as for {@link #run}
     * @param targets float, [batch, target size]
     * @throws ConfigurationException if there is no head
     */
    Map<String, TensorData> gradients(Map<String, TensorData> inputs, TensorData targets);

    /**
     * The composition as one that writes.
     *
     * @throws ConfigurationException if its base model only reads
     */
    TextDecoder decoder();

    /**
     * Writes the composition with its current weights as a pack.
     *
     * @param pack the folder to write; what was there is replaced only when everything is written
     * @param results what to note with it, as JSON can hold it
     * @throws DataException if it cannot be written
     */
    void save(Path pack, Map<String, Object> results);

    @Override
    void close();
}
