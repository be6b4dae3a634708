package org.unipelt.shell.commands;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;

/** Lines as inputs: a whole line for single texts, two texts around a tab for pairs. */
final class PairLines {
    private PairLines() {}

    /**
     * Takes lines apart.
     *
     * @param pairs whether each line holds a pair
     * @param name the file, for errors
     * @param first the number of the first line
     * @throws DataException if a line of pairs has no tab or several
     */
    static List<TextInput> parse(List<String> lines, boolean pairs, String name, int first) {
        List<TextInput> inputs = new ArrayList<>();
        for (String line : lines) {
            inputs.add(pairs ? pair(line, name, first + inputs.size()) : TextInput.of(line));
        }
        return inputs;
    }

    private static TextInput pair(String line, String name, int number) {
        String[] texts = line.split("\t", -1);
        if (texts.length != 2) {
            throw new DataException(
                    name + ", line " + number,
                    "this pack takes pairs, and the line has " + (texts.length - 1) + " tabs",
                    "Write the two texts with one tab between");
        }
        return new TextInput(texts[0], texts[1]);
    }
}
