package org.unipelt.checkpoints;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelFiles;

/** Opens a model's checkpoint in the first format that its files have; the exact ones come first. */
final class Checkpoints {
    private static final List<CheckpointFormat> FORMATS =
            List.of(new SafetensorsFormat(), new OnnxFormat(), new TensorBundleFormat(), new GgufFormat());

    private Checkpoints() {}

    /**
     * Opens the checkpoint.
     *
     * @param model how messages name the model
     * @throws DataException if there is none, or it is broken
     */
    static Checkpoint open(String model, ModelFiles files) {
        ModelFileSet opening = new ModelFileSet(model, files);
        try {
            CheckpointFormat format = format(opening);
            return new FileCheckpoint(model, format.name(), format.tensors(opening), opening.opened());
        } catch (RuntimeException e) {
            opening.close();
            throw e;
        }
    }

    /** How many attention heads the model has, where its checkpoint tells. */
    static OptionalInt heads(String model, ModelFiles files, int hidden) {
        try (ModelFileSet opening = new ModelFileSet(model, files)) {
            return format(opening).heads(opening, hidden);
        }
    }

    /** How many numbers a checkpoint holds, where that is told without reading all of it. */
    static OptionalLong count(String model, ModelFiles files) {
        // Files that are not on disk would be copied there first.
        if (files.path(ModelConfig.FILE).isEmpty()) {
            return OptionalLong.empty();
        }
        try (ModelFileSet opening = new ModelFileSet(model, files)) {
            CheckpointFormat format = format(opening);
            return format.hasIndex()
                    ? OptionalLong.of(format.tensors(opening).values().stream()
                            .mapToLong(tensor -> tensor.shape().size())
                            .sum())
                    : OptionalLong.empty();
        }
    }

    private static CheckpointFormat format(ModelFileSet files) {
        return FORMATS.stream().filter(format -> format.isIn(files)).findFirst().orElseThrow(() -> none(files));
    }

    private static DataException none(ModelFileSet files) {
        List<String> foreign = files.names(name -> name.matches(".*\\.(bin|pt|pth|ckpt|h5|msgpack)"));
        if (foreign.isEmpty()) {
            return new DataException(
                    files.model(),
                    "has no weights",
                    "Put model.safetensors, an ONNX file or a TensorFlow checkpoint beside its config.json");
        }
        return new DataException(
                files.model(),
                "has its weights as " + String.join(", ", foreign)
                        + " only, which is not read: such files can run code",
                "Convert them: load the model in Python and call save_pretrained(directory, safe_serialization=True)");
    }
}
