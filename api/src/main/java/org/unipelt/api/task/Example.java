package org.unipelt.api.task;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.TextInput;

/**
 * A labelled or unlabelled text of a data set.
 *
 * @param input the text, or pair of texts: question and context where answers are parts of a text
 * @param labels the answers as the file has them: one for most tasks, several where a text has several or any of them is right,
 *     none where the file gives none
 * @param line where it stands in its file
 */
@ProviderType
public record Example(TextInput input, List<Label> labels, int line) {
    public Example {
        labels = List.copyOf(labels);
    }

    /** @param label the only answer, which is no part of a text; null for none */
    public Example(TextInput input, String label, int line) {
        this(input, label == null ? List.of() : List.of(Label.of(label)), line);
    }

    /** The text of the first or only answer; null where there is none. */
    public String label() {
        return labels.isEmpty() ? null : labels.get(0).text();
    }
}
