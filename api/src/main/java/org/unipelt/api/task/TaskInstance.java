package org.unipelt.api.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A task with its checked options. Immutable. */
@ConsumerType
public interface TaskInstance {

    /**
     * The examples of a file.
     *
     * @throws org.unipelt.api.DataException if the file cannot be read, or a row has no label: with file and line
     */
    List<Example> read(Path file);

    /** Whether what it predicts for is a pair of texts. */
    default boolean pairs() {
        return false;
    }

    /**
     * What is learned from the training data before any weight: the labels.
     *
     * @throws org.unipelt.api.DataException if the data cannot be learned from (one class, no rows), or dev has a label that
     *     training has not
     */
    TaskHead fit(List<Example> training, List<Example> dev);

    /** The head that {@link TaskHead#state} described. */
    TaskHead restore(Map<String, Object> state);
}
