package org.unipelt.api.task;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.text.TextTokenizer;

/** A model in use, as a head asks it. Valid during the call that it was given to. */
@ProviderType
public interface TaskModel {

    /** Its tokenizer. */
    TextTokenizer tokenizer();

    /** The most tokens that a text may have. */
    int maximumLength();

    /**
     * Reads texts.
     *
     * @return for each text, in order, what the model says of the rows that {@link TaskHead#encode} gives; rows of like length
     *     run together
     */
    List<List<Reading>> read(List<TextInput> inputs);

    /**
     * The model as one that writes.
     *
     * @throws ConfigurationException if it only reads
     */
    TextDecoder decoder();
}
