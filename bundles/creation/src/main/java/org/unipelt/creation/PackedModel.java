package org.unipelt.creation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.PackContents;

/**
 * A base model as a pack has it: with the base weights that the pack trained, or that shifts were folded into.
 *
 * @param contents what the pack holds
 * @param source the base model that it stands on
 */
record PackedModel(Path pack, PackContents contents, ModelSource source) {
    /** What stands in front of the names of base weights in a pack. */
    private static final String BASE = "base.";

    /** Files beside the weights that belong to a model. */
    private static final Pattern KEPT = Pattern.compile(
            "[^/]+(?<!\\.index)\\.(?:json|txt|model|md)|(?:LICENSE|NOTICE|COPYING)[^/]*|1_Pooling/config\\.json");

    /** Refuses a pack that is more than a base model, or no other than its base model. */
    void check() {
        if (!contents.composition().methods().isEmpty()) {
            throw new ConfigurationException(
                    pack.toString(),
                    "it has methods beside its base model",
                    "Fold them in first, where they can be: unipelt merge " + pack + " --output FOLDER");
        }
        if (contents.weights().keySet().stream().noneMatch(name -> name.startsWith(BASE))) {
            throw new ConfigurationException(
                    pack.toString(),
                    "its base model's weights are those of '" + source.name() + "'",
                    "Take that model itself, or a pack trained with \"base_weights\": \"trained\"");
        }
    }

    /** All tensors of the base model's checkpoint. */
    Map<String, TensorData> tensors(Checkpoint checkpoint, List<BaseWeight> weights) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (String name : checkpoint.names()) {
            float[] values = checkpoint.read(name, false);
            for (BaseWeight weight : weights) {
                TensorData own = contents.weights().get(BASE + weight.name());
                if (own != null && weight.source().equals(name)) {
                    put(own, weight, checkpoint.shape(name), values);
                }
            }
            tensors.put(name, TensorData.of(checkpoint.shape(name), values));
        }
        return tensors;
    }

    /** Puts a weight into its place in the tensor, which may hold several side by side and turned over. */
    private static void put(TensorData own, BaseWeight weight, Shape stored, float[] into) {
        if (weight.firstColumn() == BaseWeight.WHOLE && !weight.transposed()) {
            System.arraycopy(own.floats(), 0, into, 0, into.length);
            return;
        }
        int first = Math.max(0, weight.firstColumn());
        int all = Math.toIntExact(Checkpoint.columns(stored, weight.transposed()));
        int columns = Math.toIntExact(own.shape().get(own.shape().numDimensions() - 1));
        int rows = own.floats().length / columns;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int place = first + column;
                into[weight.transposed() ? place * rows + row : row * all + place] =
                        own.floats()[row * columns + column];
            }
        }
    }

    /** Writes the files beside the weights. */
    void copyFiles(Path folder) throws IOException {
        for (String name : source.files().names()) {
            if (KEPT.matcher(name).matches()) {
                try (InputStream in = source.files().open(name)) {
                    Path copy = folder.resolve(name);
                    Files.createDirectories(copy.getParent());
                    Files.copy(in, copy);
                }
            }
        }
    }
}
