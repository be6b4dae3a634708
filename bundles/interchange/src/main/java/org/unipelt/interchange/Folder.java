package org.unipelt.interchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorFiles;

/**
 * A folder of peft or adapters.
 *
 * @param directory as the user named it
 */
record Folder(Path directory) {
    static final String CONFIG = "adapter_config.json";
    static final String PEFT_TENSORS = "adapter_model.safetensors";
    private static final String HEAD_CONFIG = "head_config.json";

    private static final Places PEFT = new Places(List.of(PEFT_TENSORS), "adapter_model.bin");
    private static final Places ADAPTER =
            new Places(List.of("adapter.safetensors", "pytorch_adapter.copy.safetensors"), "pytorch_adapter.bin");
    private static final Places HEAD = new Places(
            List.of("model_head.safetensors", "pytorch_model_head.copy.safetensors"), "pytorch_model_head.bin");

    /**
     * Where tensors may be.
     *
     * @param names files that are read, the first that exists; the second is a copy of what the library can only pickle
     * @param pickle the file that is not read
     */
    private record Places(List<String> names, String pickle) {}

    /**
     * What the folder says.
     *
     * @throws DataException if a file is missing or broken, or does not fit the base model
     * @throws ConfigurationException if it holds what is not supported
     */
    Converted convert(TensorFiles files, ModelParts model) {
        Path config = directory.resolve(CONFIG);
        Map<String, Object> values = Json.read(config);
        if (values.containsKey(PeftImport.TYPE)) {
            return PeftImport.convert(config.toString(), values, tensors(files, PEFT), model);
        }
        if (values.get(AdaptersImport.CONFIG) instanceof Map<?, ?>) {
            return AdaptersImport.convert(
                    config.toString(), values, tensors(files, ADAPTER), model, () -> head(files, model));
        }
        throw new DataException(
                config.toString(),
                "it has neither '" + PeftImport.TYPE + "', as peft writes it, nor an object '" + AdaptersImport.CONFIG
                        + "', as adapters does",
                "Name a folder that save_pretrained (peft) or save_adapter (adapters) wrote");
    }

    private Head head(TensorFiles files, ModelParts model) {
        Path config = directory.resolve(HEAD_CONFIG);
        return Files.exists(config)
                ? AdaptersHead.read(config.toString(), Json.read(config), tensors(files, HEAD), model)
                        .orElse(null)
                : null;
    }

    private SavedTensors tensors(TensorFiles files, Places places) {
        for (String name : places.names()) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                return new SavedTensors(file.toString(), files.read(file));
            }
        }
        Path pickle = directory.resolve(places.pickle());
        if (Files.exists(pickle)) {
            String copy = places.names().get(places.names().size() - 1);
            throw new ConfigurationException(
                    pickle.toString(),
                    "it is a pickle, which is not read: such files can run code",
                    "Save it as safetensors, in Python: tensors = torch.load('" + places.pickle()
                            + "', weights_only=True); safetensors.torch.save_file({n: t.clone() for n, t in"
                            + " tensors.items()}, '" + copy + "')");
        }
        throw new DataException(
                directory.toString(),
                "there is no " + String.join(" or ", places.names()),
                "Name the folder that the adapter was saved to");
    }
}
