package org.unipelt.interchange;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;

/**
 * A folder of peft before it is written.
 *
 * @param config adapter_config.json
 * @param tensors adapter_model.safetensors
 * @param notes what a user should know
 */
record Exported(Map<String, Object> config, Map<String, TensorData> tensors, List<String> notes) {

    /**
     * Writes the folder, whole or not at all.
     *
     * @throws DataException if there is something in its place, or it cannot be written
     */
    void write(TensorFiles files, Path directory) {
        try {
            refuseContent(directory);
            Folders.make(directory, folder -> {
                // peft's loader asks for the format
                files.write(folder.resolve(Folder.PEFT_TENSORS), tensors, Map.of("format", "pt"));
                Json.write(folder.resolve(Folder.CONFIG), config);
            });
        } catch (IOException e) {
            throw new DataException(
                    directory.toString(),
                    "the folder cannot be written (" + Failures.reason(e) + ")",
                    "Make room or name another place",
                    e);
        }
    }

    private static void refuseContent(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
            if (content.iterator().hasNext()) {
                throw new DataException(
                        directory.toString(), "there are files in it already", "Name a folder that is new or empty");
            }
        }
    }
}
