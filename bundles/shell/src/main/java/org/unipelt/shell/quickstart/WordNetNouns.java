package org.unipelt.shell.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unipelt.api.DataException;

/**
 * Definitions of nouns and the kind of thing that each is, from WordNet's {@code data.noun}: a line a synset,
 *
 * <pre>offset file-number n word-count words... pointers... | definition; "example"; "example"</pre>
 *
 * where the file number (wndb(5WN), lexnames(5WN)) is the kind. A line that begins with a blank is the licence.
 */
final class WordNetNouns {
    /** The kinds that have enough synsets and are not too much alike, by the names that WordNet gives them. */
    private static final Map<Integer, String> KINDS = Map.ofEntries(
            Map.entry(5, "noun.animal"),
            Map.entry(6, "noun.artifact"),
            Map.entry(8, "noun.body"),
            Map.entry(10, "noun.communication"),
            Map.entry(11, "noun.event"),
            Map.entry(12, "noun.feeling"),
            Map.entry(13, "noun.food"),
            Map.entry(14, "noun.group"),
            Map.entry(15, "noun.location"),
            Map.entry(18, "noun.person"),
            Map.entry(20, "noun.plant"),
            Map.entry(27, "noun.substance"));

    private static final String DEFINITION = " | ";

    private WordNetNouns() {}

    /**
     * Definitions of the twelve kinds, up to the first semicolon of each.
     *
     * @throws DataException on a line that is not a synset's
     */
    static List<LabelledText> read(BufferedReader reader) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.startsWith(" ") && !line.isBlank()) {
                addSynset(line, number, texts);
            }
        }
        return texts;
    }

    private static void addSynset(String line, int number, List<LabelledText> texts) {
        int bar = line.indexOf(DEFINITION);
        String[] head = line.split(" ", 3);
        if (bar < 0 || head.length < 3 || !head[1].matches("[0-9]{2}")) {
            throw new DataException(
                    "data.noun, line " + number, "this is not a synset", "Take the file of WordNet 3.1");
        }
        String kind = KINDS.get(Integer.parseInt(head[1]));
        String definition = definition(line.substring(bar + DEFINITION.length()));
        if (kind != null && !definition.isEmpty()) {
            texts.add(new LabelledText(head[0], definition, kind));
        }
    }

    private static String definition(String gloss) {
        int semicolon = gloss.indexOf(';');
        return (semicolon < 0 ? gloss : gloss.substring(0, semicolon))
                .replace('\t', ' ')
                .strip();
    }
}
