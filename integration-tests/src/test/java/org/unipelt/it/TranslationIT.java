package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Test;
import org.unipelt.it.Program.Outcome;

/**
 * From no model to one that translates, by the command line, as docs/translation.md goes: a T5 is made, trained whole, given a name,
 * and adapted to texts with words that it has not seen. The translations are word for word.
 */
public class TranslationIT {
    private static final List<String> ENGLISH = List.of("red", "blue", "small", "old", "bird", "house", "dog", "cat");
    private static final List<String> GERMAN = List.of("rot", "blau", "klein", "alt", "vogel", "haus", "hund", "katze");
    private static final int PETS = 6;
    private static final String FROM_SCRATCH =
            "\"epochs\": 10, \"optimiser\": \"adafactor\", \"scale_parameter\": true, \"learning_rate\": 0.05";

    private Path folder;

    @Before
    public void inAFolderWithTexts() throws IOException {
        folder = Runtime.folder(TranslationIT.class);
        Random random = new Random(3);
        write("others.train", 800, 0, PETS, random);
        write("others.val", 30, 0, PETS, random);
        write("pets.train", 300, PETS, ENGLISH.size(), random);
        write("pets.val", 30, PETS, ENGLISH.size(), random);
    }

    @Test
    public void aModelIsMadeTrainedAndAdapted() throws Exception {
        run("model create --name small-t5 --text others.train.en --text others.train.de --text pets.train.en"
                + " --text pets.train.de --vocabulary 90 --hidden 48 --layers 1 --intermediate 96 --dropout 0");
        configure("others.json", "small-t5", "trained", "others", "[]", FROM_SCRATCH);
        run("train others.json --output others.pack");
        assertTrue("it has learned what it was shown", bleu("others.pack", "others.val.en") > 50);
        double before = bleu("others.pack", "pets.val.en");

        run("model import --pack others.pack --name translator");
        configure(
                "pets.json",
                "translator",
                "frozen",
                "pets",
                "[{\"method\": \"lora\", \"r\": 8}, {\"method\": \"adapter\", \"bottleneck\": 24}]",
                "\"epochs\": 6, \"learning_rate\": 0.01");
        run("train pets.json --output pets.pack");
        double after = bleu("pets.pack", "pets.val.en");
        assertTrue(before + " before, " + after + " after", after > before + 10);

        Outcome predicted = run("predict pets.pack red,dog --gates");
        assertTrue(
                predicted.out(),
                predicted.out().contains("hund") && predicted.out().contains("lora"));
        assertEquals(1, run("generate pets.pack cat").out().lines().count());
    }

    @Test
    public void filesThatAreNotAlignedExitWithOneAndOneLine() throws Exception {
        run("model create --dir new-t5 --text others.train.en --text others.train.de --vocabulary 60 --hidden 16"
                + " --layers 1");
        Files.writeString(folder.resolve("others.train.de"), "ein vogel\n");
        configure("others.json", "new-t5", "trained", "others", "[]", "\"epochs\": 1");

        Outcome refused = new Program(folder).run(null, "train", "others.json", "--output", "pack");

        assertEquals(1, refused.exit());
        assertEquals(
                "unipelt: others.train.en, line 2: others.train.de has no such line: it ends after 1 lines, and this one"
                        + " after 800. Give both files as many lines, each of one for the same line of the other.",
                refused.error().strip());
    }

    /** Sentences of the words before the last ones, each with one more from a first one on. */
    private void write(String name, int rows, int own, int words, Random random) throws IOException {
        List<String> english = new ArrayList<>();
        List<String> german = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            List<Integer> sentence = new ArrayList<>();
            int more = 2 + random.nextInt(3);
            for (int i = 0; i < more; i++) {
                sentence.add(random.nextInt(PETS));
            }
            sentence.add(random.nextInt(more + 1), own + random.nextInt(words - own));
            english.add(String.join(" ", sentence.stream().map(ENGLISH::get).toList()));
            german.add(String.join(" ", sentence.stream().map(GERMAN::get).toList()));
        }
        Files.write(folder.resolve(name + ".en"), english);
        Files.write(folder.resolve(name + ".de"), german);
    }

    private void configure(String file, String base, String weights, String data, String methods, String training)
            throws IOException {
        Files.writeString(folder.resolve(file), """
                {"base": "%s", "base_weights": "%s",
                 "task": {"type": "text-to-text", "train": "%s.train.en", "dev": "%s.val.en", "source": "en", "target": "de",
                          "metric": "chrf", "max_new_tokens": 16},
                 "methods": %s,
                 "training": {"batch_size": 16, "seed": 4, %s}}
                """.formatted(base, weights, data, data, methods, training));
    }

    private double bleu(String pack, String data) throws Exception {
        Outcome outcome = run("evaluate " + pack + " --data " + data);
        Matcher bleu = Pattern.compile("bleu\\s+([0-9.]+)").matcher(outcome.out());
        assertTrue(outcome.out(), bleu.find());
        return Double.parseDouble(bleu.group(1));
    }

    /** A command line; a comma stands for a space within an argument. */
    private Outcome run(String line) throws Exception {
        String[] arguments = line.split(" ");
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = arguments[i].replace(',', ' ');
        }
        Outcome outcome = new Program(folder).run(null, arguments);
        assertEquals(line + "\n" + outcome.error(), 0, outcome.exit());
        return outcome;
    }
}
