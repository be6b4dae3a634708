package org.unipelt.shell.quickstart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.unipelt.api.DataException;

/**
 * A fixed split of labelled texts: the same on every machine, whatever the order of the input.
 *
 * <p>No group and no text stands on two sides. Texts that occur with two labels are left out: no answer would be right.
 */
record Split(List<LabelledText> train, List<LabelledText> dev, List<LabelledText> test) {

    /**
     * How many rows of each label a side gets.
     *
     * @param train rows of each label for training
     * @param dev rows of each label for early stopping
     * @param test rows of each label for the final figure
     */
    record Sizes(int train, int dev, int test) {
        /** Each side gets its share of the groups. */
        private Side sideOf(String group) {
            int point = Math.floorMod(StableHash.of("side " + group), train + dev + test);
            return point < train ? Side.TRAIN : point < train + dev ? Side.DEV : Side.TEST;
        }

        private int of(Side side) {
            return switch (side) {
                case TRAIN -> train;
                case DEV -> dev;
                case TEST -> test;
            };
        }
    }

    private enum Side {
        TRAIN,
        DEV,
        TEST
    }

    /**
     * Splits texts whose groups hold many texts each: a whole group falls on one side by its hash.
     *
     * @throws DataException if a label has too few texts
     */
    static Split byGroup(List<LabelledText> texts, Sizes sizes) {
        Map<Side, List<LabelledText>> sides = new HashMap<>();
        for (LabelledText text : ordered(unambiguous(texts), "order ")) {
            sides.computeIfAbsent(sizes.sideOf(text.group()), s -> new ArrayList<>())
                    .add(text);
        }
        return new Split(take(sides, Side.TRAIN, sizes), take(sides, Side.DEV, sizes), take(sides, Side.TEST, sizes));
    }

    /**
     * Splits texts that are a group each: of every label the first in the order of their hashes go to training, the next
     * to dev, the next to test, so that a label that is short of texts is used up exactly.
     *
     * @throws DataException if a label has too few texts
     */
    static Split byText(List<LabelledText> texts, Sizes sizes) {
        List<LabelledText> train = new ArrayList<>();
        List<LabelledText> dev = new ArrayList<>();
        List<LabelledText> test = new ArrayList<>();
        byLabel(ordered(unambiguous(texts), "order ")).forEach((label, rows) -> {
            int needed = sizes.train() + sizes.dev() + sizes.test();
            requireRows(label, rows.size(), needed);
            train.addAll(rows.subList(0, sizes.train()));
            dev.addAll(rows.subList(sizes.train(), sizes.train() + sizes.dev()));
            test.addAll(rows.subList(sizes.train() + sizes.dev(), needed));
        });
        return new Split(mixed(train), mixed(dev), mixed(test));
    }

    private static List<LabelledText> take(Map<Side, List<LabelledText>> sides, Side side, Sizes sizes) {
        List<LabelledText> taken = new ArrayList<>();
        byLabel(sides.getOrDefault(side, List.of())).forEach((label, rows) -> {
            requireRows(label, rows.size(), sizes.of(side));
            taken.addAll(rows.subList(0, sizes.of(side)));
        });
        return mixed(taken);
    }

    private static void requireRows(String label, int there, int needed) {
        if (there < needed) {
            throw new DataException(
                    "the data for '" + label + "'",
                    "there are " + there + " texts and " + needed + " are needed",
                    "Take the jar of the version that is asked for");
        }
    }

    /** One row for each text; none for a text that has two labels. */
    private static List<LabelledText> unambiguous(List<LabelledText> texts) {
        Map<String, LabelledText> first = new LinkedHashMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (LabelledText text : sortedByContent(texts)) {
            LabelledText before = first.putIfAbsent(key(text), text);
            if (before != null && !before.label().equals(text.label())) {
                ambiguous.add(key(text));
            }
        }
        first.keySet().removeAll(ambiguous);
        return List.copyOf(first.values());
    }

    private static String key(LabelledText text) {
        return text.text().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    }

    private static List<LabelledText> sortedByContent(List<LabelledText> texts) {
        return texts.stream()
                .sorted(Comparator.comparing(LabelledText::group)
                        .thenComparing(LabelledText::text)
                        .thenComparing(LabelledText::label))
                .toList();
    }

    /**
     * Rows of all labels mixed evenly. The order by which rows were chosen would not do: those of a label that has few
     * texts were taken from its whole range, those of a large label from the beginning of it only.
     */
    private static List<LabelledText> mixed(List<LabelledText> texts) {
        return ordered(texts, "mix ");
    }

    /** In the order of their hashes, each computed once. */
    private static List<LabelledText> ordered(List<LabelledText> texts, String purpose) {
        record Place(long hash, LabelledText text) {}
        return texts.stream()
                .map(t -> new Place(StableHash.of(purpose + t.text()), t))
                .sorted(Comparator.comparingLong(Place::hash)
                        .thenComparing(p -> p.text().text()))
                .map(Place::text)
                .toList();
    }

    private static Map<String, List<LabelledText>> byLabel(List<LabelledText> texts) {
        Map<String, List<LabelledText>> rows = new TreeMap<>();
        texts.forEach(
                t -> rows.computeIfAbsent(t.label(), l -> new ArrayList<>()).add(t));
        return rows;
    }
}
