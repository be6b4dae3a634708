package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;

/** Parts that give what they were told to, to show how the verifier takes what a real model would not give. */
final class InMemory {
    private InMemory() {}

    static TensorData floats(float... values) {
        return TensorData.of(Shape.of(values.length), values);
    }

    static TensorData matrix(int rows, float... values) {
        return TensorData.of(Shape.of(rows, values.length / rows), values);
    }

    static TensorData scalar(float value) {
        return TensorData.of(Shape.scalar(), new float[] {value});
    }

    static TensorData longs(long... values) {
        return TensorData.of(Shape.of(values.length), values);
    }

    /** A model with these outputs, whatever it reads. */
    record Model(Map<String, TensorData> outputs, Map<String, TensorData> gradients) implements FrozenModel {
        @Override
        public ModelShape shape() {
            return new ModelShape(1, 2, 3, 4, 0);
        }

        @Override
        public Set<String> outputNames() {
            return outputs.keySet();
        }

        @Override
        public Map<String, TensorData> run(Map<String, TensorData> inputs, Set<String> names) {
            Map<String, TensorData> results = new HashMap<>(outputs);
            results.keySet().retainAll(names);
            return results;
        }

        @Override
        public Map<String, TensorData> gradients(Map<String, TensorData> inputs, String output, TensorData labels) {
            return gradients;
        }

        @Override
        public TextDecoder decoder() {
            throw new ConfigurationException(
                    "base model", "it reads texts and does not write any", "Take one that does");
        }

        @Override
        public void close() {}
    }

    /** Files by name. */
    record Files(Map<String, Map<String, TensorData>> files) implements TensorFiles {
        @Override
        public Map<String, TensorData> read(Path file) {
            return files.get(file.getFileName().toString());
        }

        @Override
        public void write(Path file, Map<String, TensorData> tensors, Map<String, String> metadata) {
            throw new AssertionError("a verifier writes nothing");
        }
    }

    /**
     * A composition with these parameters and outputs, whatever it reads.
     *
     * @param seen the inputs that it last read
     */
    record Composed(
            Map<String, TensorData> weights,
            Map<String, TensorData> outputs,
            Map<String, TensorData> gradients,
            Map<String, TensorData> seen)
            implements ComposedModel {
        @Override
        public ModelShape shape() {
            return new ModelShape(3, 32, 3, 4, 0);
        }

        @Override
        public Map<String, List<Parameter>> parameters() {
            List<Parameter> parameters = new ArrayList<>();
            weights.forEach(
                    (name, data) -> parameters.add(new Parameter(name, data.shape(), Initializer.zeros(), null)));
            return Map.of("all", parameters);
        }

        @Override
        public void assign(Map<String, TensorData> given) {
            given.forEach((name, data) -> assertEquals(weights.get(name), data, name));
        }

        @Override
        public Set<String> outputNames() {
            return outputs.keySet();
        }

        @Override
        public Map<String, TensorData> run(Map<String, TensorData> inputs, Set<String> names) {
            assertTrue(outputs.keySet().containsAll(names), names.toString());
            seen.putAll(inputs);
            return outputs;
        }

        @Override
        public Map<String, TensorData> gradients(Map<String, TensorData> inputs, TensorData targets) {
            return gradients;
        }

        @Override
        public void save(Path pack, Map<String, Object> results) {
            throw notForThisTest();
        }

        @Override
        public TextDecoder decoder() {
            throw new ConfigurationException(
                    "base model", "it reads texts and does not write any", "Take one that does");
        }

        @Override
        public void close() {}
    }

    static AssertionError notForThisTest() {
        return new AssertionError("no test here asks for it");
    }
}
