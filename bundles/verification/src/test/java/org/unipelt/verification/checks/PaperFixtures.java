package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

/** Compositions that another implementation of the paper's formulas has written. */
final class PaperFixtures {
    static final Path FOLDER = Path.of("src/test/resources/unipelt-paper");
    static final int HIDDEN = 32;

    private PaperFixtures() {}

    static JsonNode json(String name) throws IOException {
        return new ObjectMapper()
                .readTree(FOLDER.resolve(name).resolve("config.json").toFile());
    }

    static PaperConfig config(String name) throws IOException {
        return PaperConfig.of(json(name), new Findings(1e-4)).orElseThrow();
    }

    /** All trainables of a composition by our names, each filled with its own place in the file. */
    static Map<String, TensorData> translated(String name) throws IOException {
        PaperNames names = config(name).names(HIDDEN);
        Map<String, TensorData> own = new LinkedHashMap<>();
        json(name).get("trainables").properties().forEach(entry -> {
            long[] sizes = new long[entry.getValue().size()];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = entry.getValue().get(i).asLong();
            }
            own.putAll(names.translate(entry.getKey(), counted(Shape.of(sizes))));
        });
        return own;
    }

    private static TensorData counted(Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return TensorData.of(shape, values);
    }
}
