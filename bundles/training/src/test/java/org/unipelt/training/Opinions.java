package org.unipelt.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.datasets.KnownDataSets;

/** Opinions that can be told by their words, a composition that learns them, and a trainer that knows their task. */
final class Opinions {
    static final int ROWS = 60;
    static final int DEV_ROWS = 20;

    private Opinions() {}

    /** Writes train.txt and dev.txt. */
    static void write(Path folder) throws IOException {
        Files.write(folder.resolve("train.txt"), lines(ROWS, 1));
        Files.write(folder.resolve("dev.txt"), lines(DEV_ROWS, 2));
    }

    static List<String> lines(int rows, long seed) {
        Random random = new Random(seed);
        List<String> fillers = List.of("a", "the", "film", "plot");
        List<String> opinions = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            boolean good = random.nextBoolean();
            List<String> words = new ArrayList<>();
            for (int i = random.nextInt(9); i >= 0; i--) {
                words.add(fillers.get(random.nextInt(fillers.size())));
            }
            words.add(
                    random.nextInt(words.size() + 1),
                    (good ? List.of("good", "bright") : List.of("bad", "dull")).get(random.nextInt(2)));
            opinions.add((good ? "+ " : "- ") + String.join(" ", words));
        }
        return opinions;
    }

    static Composition composition(Map<String, Object> training) {
        return Composition.of(
                Map.of(
                        "base",
                        "bag-of-words",
                        "task",
                        Map.of("type", "opinion", "train", "train.txt", "dev", "dev.txt"),
                        "methods",
                        List.of(Map.of("method", "lora"), Map.of("method", "lora", "name", "second")),
                        "training",
                        training),
                "test");
    }

    static ServiceTrainer trainer(ModelSessions sessions, TensorFiles tensors) {
        ServiceTrainer trainer = new ServiceTrainer(sessions, tensors, new KnownDataSets(), Map.of());
        trainer.addTask(new OpinionTask(), Map.of("pelt.task", "opinion"));
        trainer.addOptimiser(new AdamWOptimiser(), Map.of("pelt.optimiser", "adamw"));
        trainer.addOptimiser(new AdafactorOptimiser(), Map.of("pelt.optimiser", "adafactor"));
        trainer.addOptimiser(new SgdOptimiser(), Map.of("pelt.optimiser", "sgd"));
        return trainer;
    }
}
