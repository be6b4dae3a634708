package org.unipelt.shell.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.unipelt.api.Availability;
import org.unipelt.api.CancelledException;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Evaluation;
import org.unipelt.api.Prediction;
import org.unipelt.api.Prediction.GateValue;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.TextDecoder;

/** Answers "long" for texts of more than ten characters, else "short". */
public final class TestPredictor implements Predictor {
    public final List<Integer> batches = new CopyOnWriteArrayList<>();
    public Availability availability = Availability.READY;
    public boolean closed;
    private long truncated;
    private final Map<String, Object> task;
    private final Supplier<List<String>> methods;

    public TestPredictor(Map<String, Object> task, Supplier<List<String>> methods) {
        this.task = task;
        this.methods = methods;
    }

    /** For single texts, with one method. */
    public static TestPredictor plain() {
        return new TestPredictor(Map.of("type", "classification"), () -> List.of("lora"));
    }

    @Override
    public List<Prediction> predict(List<TextInput> inputs, boolean gates, BooleanSupplier cancelled) {
        batches.add(inputs.size());
        List<String> composition = methods.get();
        List<Prediction> predictions = new ArrayList<>();
        for (TextInput input : inputs) {
            boolean isLong = input.text().length() > 10;
            truncated += input.text().length() > 40 ? 1 : 0;
            predictions.add(new Prediction(
                    isLong ? "long" : "short",
                    isLong ? Map.of("long", 0.75, "short", 0.25) : Map.of("short", 0.9, "long", 0.1),
                    gates ? gateValues() : List.of(),
                    composition));
        }
        return predictions;
    }

    @Override
    public boolean pairs() {
        return task.containsKey("pair");
    }

    private static List<GateValue> gateValues() {
        return List.of(
                new GateValue("lora", "lora.query", "encoder.layer.0", 0.25),
                new GateValue("lora", "lora.value", "encoder.layer.0", 0.5),
                new GateValue("lora", "lora.query", "encoder.layer.1", 0.75));
    }

    @Override
    public Evaluation evaluate(Path data, BooleanSupplier cancelled) {
        CancelledException.check(cancelled, "reading");
        return new Evaluation(200, Map.of("accuracy", 0.875), 1, 0.5);
    }

    @Override
    public Availability availability() {
        return availability;
    }

    @Override
    public List<String> methods() {
        return methods.get();
    }

    @Override
    public long parameters() {
        return 1234;
    }

    /** Counts texts of more than forty characters as cut. */
    @Override
    public long truncatedTexts() {
        return truncated;
    }

    @Override
    public Composition composition() {
        return Composition.of(Map.of("task", task), "test");
    }

    @Override
    public int revision() {
        return 1;
    }

    @Override
    public TextDecoder decoder() {
        throw new ConfigurationException("base model", "it reads texts and does not write any", "Take one that does");
    }

    @Override
    public void close() {
        closed = true;
    }
}
