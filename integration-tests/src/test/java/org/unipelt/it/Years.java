package org.unipelt.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Composition;

/** Questions for years, in SQuAD files: the text names one year, somewhere between other sentences. */
final class Years {
    static final TextInput QUESTION = new TextInput(
            "When did Clara sell the boat?",
            "The café 😀 by the river is open all night. Clara sold the boat in 1931. Nobody was there. It rained.");

    private static final List<String> NAMES = List.of("Anna", "Bert", "Clara", "David", "Emma", "Fritz");
    private static final List<String> THINGS = List.of("house", "horse", "boat", "garden", "picture", "clock");
    private static final List<String> OTHERS = List.of(
            "The café 😀 by the river is open all night.",
            "Nobody was there.",
            "It rained, and the wind came from the sea.",
            "The train was late again.",
            "They sang old songs until the morning came.");

    private Years() {}

    /** Writes train.json and dev.json. */
    static void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("train.json"), file(1, 96));
        Files.writeString(folder.resolve("dev.json"), file(2, 24));
    }

    private static String file(int seed, int questions) {
        Random random = new Random(seed);
        List<String> paragraphs = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            String name = any(NAMES, random);
            String thing = any(THINGS, random);
            String year = String.valueOf(1700 + random.nextInt(300));
            String before = others(random) + name + " sold the " + thing + " in ";
            paragraphs.add("{\"context\": \"" + before + year + ". "
                    + others(random).strip()
                    + "\", \"qas\": [{\"id\": \"" + i + "\", \"question\": \"When did " + name + " sell the " + thing
                    + "?\", \"answers\": [{\"text\": \"" + year + "\", \"answer_start\": "
                    + before.codePointCount(0, before.length()) + "}]}]}");
        }
        return "{\"version\": \"1.1\", \"data\": [{\"title\": \"Years\", \"paragraphs\": [\n"
                + String.join(",\n", paragraphs) + "\n]}]}";
    }

    private static String others(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(any(OTHERS, random)).append(' ');
        }
        return text.toString();
    }

    private static String any(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** The composition as a user writes it, for rows that hold a part of most texts. */
    static Map<String, Object> json(String base, String... methods) {
        Map<String, Object> json = new HashMap<>();
        json.put("base", base);
        json.put("task", Map.of("type", "question-answering", "train", "train.json", "dev", "dev.json", "stride", 8));
        json.put("methods", List.of(methods).stream().map(Topics::method).toList());
        json.put(
                "training",
                Map.of("epochs", 5, "batch_size", 8, "learning_rate", 0.002, "maximum_length", 40, "seed", 7));
        return json;
    }

    static Composition composition(String base, String... methods) {
        return Composition.of(json(base, methods), "years");
    }
}
