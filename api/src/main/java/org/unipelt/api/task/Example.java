package org.unipelt.api.task;

import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.TextInput;

/**
 * A labelled or unlabelled text of a data set.
 *
 * @param input the text
 * @param label the answer as the file has it; null where it has none
 * @param line where it stands in its file
 */
@ProviderType
public record Example(TextInput input, String label, int line) {}
