package org.unipelt.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;

/** The task of examples/topics, on MiniLM: is a sentence of the weather, or of food? */
final class Topics {
    static final List<TextInput> TEXTS = List.of(
            TextInput.of("A warm front brings showers to the west."),
            TextInput.of("Stir the onions until they are soft and golden."));

    private Topics() {}

    /** The folder with the data. */
    static Path data() {
        return Path.of(System.getProperty("unipelt.project")).resolve("examples/topics");
    }

    static Map<String, Object> method(String name) {
        return Map.of("method", name);
    }

    /** A gated union of these methods that goes on without those that are missing. */
    static Composition union(String... methods) {
        return Composition.of(
                Map.of(
                        "base",
                        "minilm-l6",
                        "task",
                        Map.of(
                                "type", "classification",
                                "train", "train.tsv",
                                "dev", "dev.tsv",
                                "text", "sentence",
                                "label", "label"),
                        "methods",
                        List.of(methods).stream().map(Topics::method).toList(),
                        "gating",
                        Map.of("network", "feed-forward"),
                        "training",
                        Map.of("epochs", 3, "batch_size", 8, "learning_rate", 0.003, "seed", 7),
                        "live",
                        Map.of("missing", "go-on")),
                "topics");
    }

    static Trainer.Result train(Trainer trainer, Composition composition, Path pack) {
        return trainer.train(composition, data(), pack, new Trainer.Listener() {}, () -> false);
    }
}
