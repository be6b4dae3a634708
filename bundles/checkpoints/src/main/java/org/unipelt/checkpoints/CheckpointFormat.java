package org.unipelt.checkpoints;

import java.util.OptionalInt;
import java.util.SortedMap;

/** One format that a checkpoint may have. */
interface CheckpointFormat {

    /** What people call it. */
    String name();

    /** Whether the tensors' shapes stand together in a small part of the files, so that they are cheap to have. */
    boolean hasIndex();

    /** Whether the files hold a checkpoint of this format. */
    boolean isIn(ModelFileSet files);

    /**
     * Opens the files that it needs and finds the tensors, without reading them.
     *
     * @throws org.unipelt.api.DataException if a file is broken
     */
    SortedMap<String, StoredTensor> tensors(ModelFileSet files);

    /**
     * How many attention heads the model has, where the format tells; the weights' shapes alone do not.
     *
     * @param hidden the size of a hidden state
     */
    default OptionalInt heads(ModelFileSet files, int hidden) {
        return OptionalInt.empty();
    }
}
