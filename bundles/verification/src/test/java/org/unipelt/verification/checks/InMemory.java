package org.unipelt.verification.checks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.Composition;
import org.unipelt.api.GatingOrchestrator;
import org.unipelt.api.ModuleInfo;
import org.unipelt.api.Predictor;
import org.unipelt.api.model.FrozenModel;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.training.TrainableComposition;

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

    /** Gives one model, and remembers which was asked for. */
    record Orchestrator(Model model, List<String> asked) implements GatingOrchestrator {
        @Override
        public FrozenModel frozen(String base, String device) {
            asked.add(base);
            return model;
        }

        @Override
        public List<ModuleInfo> modules() {
            throw notForVerifiers();
        }

        @Override
        public Predictor open(Path pack) {
            throw notForVerifiers();
        }

        @Override
        public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
            throw notForVerifiers();
        }

        @Override
        public Map<String, Long> parameters(Composition composition) {
            throw notForVerifiers();
        }

        private static AssertionError notForVerifiers() {
            return new AssertionError("a verifier asks for the frozen model only");
        }
    }
}
