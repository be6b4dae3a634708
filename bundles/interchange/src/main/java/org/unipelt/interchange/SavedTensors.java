package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;

/**
 * The tensors of a file while they are taken one by one. What is missing is collected, so that one message can list all of it;
 * what nobody took is known in the end.
 */
final class SavedTensors {
    private final String file;
    private final Map<String, TensorData> left;
    private final List<String> missing = new ArrayList<>();

    /** @param file how messages name the file */
    SavedTensors(String file, Map<String, TensorData> tensors) {
        this.file = file;
        this.left = new LinkedHashMap<>(tensors);
    }

    /** The names of those that were not taken yet. */
    Set<String> names() {
        return new TreeSet<>(left.keySet());
    }

    /** How messages name the file. */
    String file() {
        return file;
    }

    /** The tensor, if it is there, without taking it. */
    Optional<TensorData> look(String name) {
        return Optional.ofNullable(left.get(name));
    }

    /**
     * Takes a tensor; of one that is missing, zeros stand in until {@link #checkComplete} names it.
     *
     * @param shape the shape that it must have
     * @throws DataException if its shape is another, or its values are integers
     */
    TensorData take(String name, long... shape) {
        TensorData tensor = left.remove(name);
        if (tensor == null) {
            missing.add(name);
            return TensorData.of(
                    Shape.of(shape), new float[Math.toIntExact(Shape.of(shape).size())]);
        }
        if (tensor.integer() || !tensor.shape().equals(Shape.of(shape))) {
            throw new DataException(
                    file,
                    "tensor '" + name + "' has the shape " + tensor.shape() + (tensor.integer() ? " of integers" : "")
                            + " and must have " + Arrays.toString(shape)
                            + ": the file does not fit the configuration or"
                            + " the base model",
                    "Name the base model that the adapter was trained on");
        }
        return tensor;
    }

    /**
     * How large a dimension of a tensor is that is to be taken; 1 for one that is missing.
     *
     * @throws DataException if it has no such dimension
     */
    int size(String name, int dimension) {
        TensorData tensor = left.get(name);
        if (tensor == null) {
            return 1;
        }
        if (tensor.shape().numDimensions() <= dimension) {
            throw new DataException(
                    file,
                    "tensor '" + name + "' has the shape " + tensor.shape() + ", which is too flat",
                    "Save the adapter again");
        }
        return Tensors.size(tensor, dimension);
    }

    /** Takes a tensor that is looked at already. */
    void drop(String name) {
        left.remove(name);
    }

    /** Says that a tensor should be there. */
    void miss(String name) {
        missing.add(name);
    }

    /** Whether none was missing so far. */
    boolean complete() {
        return missing.isEmpty();
    }

    /** @throws DataException if tensors were missing: lists all */
    void checkComplete() {
        if (!missing.isEmpty()) {
            throw new DataException(
                    file,
                    missing.size() + " tensors are missing: " + String.join(", ", missing),
                    "Save the adapter again, with the configuration that it was trained with");
        }
    }

    /** @throws DataException if tensors are left: lists all */
    void checkUsedUp() {
        if (!left.isEmpty()) {
            throw new DataException(
                    file,
                    left.size() + " tensors are not expected by the configuration: " + String.join(", ", names()),
                    "Leave out what is no part of the adapter, or import it with the configuration that it was saved with");
        }
    }
}
