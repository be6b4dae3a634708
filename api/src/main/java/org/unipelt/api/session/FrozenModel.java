package org.unipelt.api.session;

import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;

/** A base model on its device, without any method: for verification, measurement and plain features. Thread-safe. */
@ProviderType
public interface FrozenModel extends AutoCloseable {

    /** The model's sizes. */
    ModelShape shape();

    /** Which outputs can be asked for: {@code hidden_state.0} and on, and the family's named ones. */
    Set<String> outputNames();

    /**
     * Runs the model.
     *
     * @param inputs {@code input_ids}, {@code attention_mask} and, where the family has it, {@code token_type_ids}, int64 of
     *     [batch, sequence]; {@code decoder_input_ids} and {@code decoder_attention_mask} for a model of two halves, which
     *     otherwise reads the text itself behind its start token
     * @param names the outputs to compute
     * @return each output by its name: hidden states [batch, sequence, hidden], {@code logits} [batch, sequence, vocabulary]; what
     *     stands at padding is undefined
     * @throws ConfigurationException if an input is missing, of another type or not the model's, or there is no such output
     * @throws DataException if an id is no word of the model, or the sequence is longer than its positions
     */
    Map<String, TensorData> run(Map<String, TensorData> inputs, Set<String> names);

    /**
     * The gradient of a mean cross-entropy by every weight, named and shaped as in the checkpoint.
     *
     * @param inputs as for {@link #run}
     * @param output the logits to judge, [batch, classes]
     * @param labels int64, [batch]
     */
    Map<String, TensorData> gradients(Map<String, TensorData> inputs, String output, TensorData labels);

    /**
     * The model as one that writes.
     *
     * @throws ConfigurationException if it only reads
     */
    TextDecoder decoder();

    @Override
    void close();
}
