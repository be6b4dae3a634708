package org.unipelt.api.data;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.task.Example;

/** Reads questions, each about a text that holds its answers, from files of SQuAD 1.1. */
@ProviderType
public interface QuestionReader {

    /**
     * All questions of a file: as the first text of a pair, with the text that they ask about as the second, and all answers as
     * parts of it.
     *
     * @throws org.unipelt.api.DataException if the file cannot be read, is not of this shape, or an answer does not stand in its
     *     text where it says: with file, line and question
     */
    List<Example> read(Path file);
}
