package org.unipelt.orchestrator;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.model.gpt2.Gpt2Model;
import org.unipelt.model.t5.T5Model;

/** Small models of several families, as a reference implementation has made them. */
final class TinyModels {
    private static final Map<String, BaseModel> FAMILIES =
            Map.of("tiny-t5", new T5Model(), "tiny-gpt2", new Gpt2Model());
    private static final Path MODELS = Path.of("../../integration-tests/src/test/resources");

    private TinyModels() {}

    /** A host with one of them. */
    @SuppressWarnings("unchecked")
    static Host host(String model) throws IOException {
        Map<String, Object> config = new ObjectMapper()
                .readValue(MODELS.resolve(model).resolve("config.json").toFile(), Map.class);
        // without dropout, so that losses can be computed again
        List.of("dropout_rate", "resid_pdrop", "embd_pdrop", "attn_pdrop").forEach(key -> config.put(key, 0));
        Map<String, TensorData> tensors =
                new SafetensorsFiles().read(MODELS.resolve(model).resolve("model.safetensors"));
        Host host = Host.load(
                new ModelSource(model, config, SmallBert.source(Map.of()).files()),
                FAMILIES.get(model).instantiate(config),
                Device.of("cpu"),
                new Loaded(tensors),
                SmallBert.tokenizer());
        host.use();
        return host;
    }

    /** Tensors that were read. */
    record Loaded(Map<String, TensorData> tensors) implements Checkpoint {
        @Override
        public Set<String> names() {
            return tensors.keySet();
        }

        @Override
        public Shape shape(String name) {
            return tensors.get(name).shape();
        }

        @Override
        public float[] read(String name, boolean transpose) {
            float[] values = tensors.get(name).floats();
            if (!transpose) {
                return values;
            }
            int rows = (int) shape(name).get(0);
            int columns = (int) shape(name).get(1);
            float[] transposed = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                transposed[i % columns * rows + i / columns] = values[i];
            }
            return transposed;
        }

        @Override
        public void close() {}
    }
}
