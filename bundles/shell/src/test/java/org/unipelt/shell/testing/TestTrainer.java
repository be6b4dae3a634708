package org.unipelt.shell.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.options.OptionSchema;

/** A trainer that tells of two epochs of two steps, or of one step where it is cancelled. */
public final class TestTrainer implements Trainer {
    public Composition composition;
    public Path folder;
    public Path pack;
    public boolean resumed;
    public Map<String, Long> parameters = Map.of("lora", 73_728L);

    @Override
    public OptionSchema options() {
        return OptionSchema.empty();
    }

    @Override
    public Result train(
            Composition what, Path where, Path output, boolean resume, Listener listener, BooleanSupplier cancelled) {
        composition = what;
        folder = where;
        pack = output;
        resumed = resume;
        listener.started(new Plan(List.of("lora"), parameters, 32, 8, 4, "cpu"));
        listener.noticed("2 texts were cut");
        listener.stepped(new Progress(1, 4, 1, 0.9, 1e-3, 16));
        if (cancelled.getAsBoolean()) {
            return new Result(0, Map.of(), "accuracy", List.of(), List.of(0.9), parameters, 0.1, true);
        }
        listener.stepped(new Progress(2, 4, 1, 0.7, 1e-3, 32));
        Epoch first = new Epoch(1, 0.8, Map.of("accuracy", 0.75), "accuracy", true);
        listener.evaluated(first);
        listener.stepped(new Progress(3, 4, 2, 0.5, 1e-3, 48));
        listener.stepped(new Progress(4, 4, 2, 0.4, 1e-3, 64));
        Epoch second = new Epoch(2, 0.45, Map.of("accuracy", 0.875), "accuracy", true);
        listener.evaluated(second);
        return new Result(
                2,
                second.metrics(),
                "accuracy",
                List.of(first, second),
                List.of(0.9, 0.7, 0.5, 0.4),
                parameters,
                1.5,
                false);
    }
}
