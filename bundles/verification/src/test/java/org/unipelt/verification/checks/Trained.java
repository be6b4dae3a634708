package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/**
 * A training that goes as it was told to, and sees that it is given the batches in turn.
 *
 * @param losses the loss of each step
 * @param weights the weights after it
 * @param batches tensors {@code N.NAME}
 */
record Trained(double[] losses, Map<String, TensorData> weights, Map<String, TensorData> batches)
        implements TrainableComposition {
    @Override
    public double step(List<Part> parts, double learningRate, int step) {
        TokenBatch expected = Layout.batch(Layout.under(batches, (step - 1) % 4 + "."));
        assertEquals(1, parts.size());
        assertArrayEquals(expected.ids(), parts.get(0).batch().ids(), "step " + step);
        return losses[step - 1];
    }

    @Override
    public void assign(Map<String, TensorData> given) {
        assertEquals(weights.keySet(), given.keySet());
    }

    @Override
    public ModelShape shape() {
        throw InMemory.notForThisTest();
    }

    @Override
    public int maximumLength() {
        throw InMemory.notForThisTest();
    }

    @Override
    public TextTokenizer tokenizer() {
        throw InMemory.notForThisTest();
    }

    @Override
    public List<float[]> scores(Part part) {
        throw InMemory.notForThisTest();
    }

    @Override
    public TextDecoder decoder() {
        throw InMemory.notForThisTest();
    }

    @Override
    public Map<String, TensorData> state() {
        throw InMemory.notForThisTest();
    }

    @Override
    public void restore(Map<String, TensorData> state) {
        throw InMemory.notForThisTest();
    }

    @Override
    public Map<String, Long> parameters() {
        throw InMemory.notForThisTest();
    }

    @Override
    public String device() {
        throw InMemory.notForThisTest();
    }

    @Override
    public void save(Path pack, Map<String, TensorData> given, Map<String, Object> results) {
        throw InMemory.notForThisTest();
    }

    @Override
    public void close() {}
}
