package org.unipelt.shell.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unipelt.api.DataException;
import org.unipelt.shell.quickstart.Split.Sizes;

class SplitTest {
    private static final Sizes SIZES = new Sizes(10, 4, 8);

    @Test
    void everySideHasItsRowsOfEachLabel() {
        Split split = Split.byText(texts(200, i -> "group " + i), SIZES);
        for (String label : List.of("even", "odd")) {
            assertEquals(10, count(split.train(), label));
            assertEquals(4, count(split.dev(), label));
            assertEquals(8, count(split.test(), label));
        }
    }

    @Test
    void noGroupAndNoTextStandsOnTwoSides() {
        List<LabelledText> texts = texts(400, i -> "group " + i / 3);
        // the same sentence in another group, written a little differently
        texts.addAll(texts.stream()
                .limit(100)
                .map(t -> new LabelledText("copy", "  " + t.text().toUpperCase(), t.label()))
                .toList());
        Split split = Split.byGroup(texts, SIZES);
        assertDisjoint(split, LabelledText::group);
        assertDisjoint(split, t -> t.text().strip().toLowerCase());
    }

    @Test
    void textsOfTheDefinitionSplitAreDisjointToo() {
        List<LabelledText> texts = texts(100, i -> "synset " + i);
        texts.addAll(texts(100, i -> "another synset " + i));
        assertDisjoint(Split.byText(texts, SIZES), LabelledText::text);
        assertDisjoint(Split.byText(texts, SIZES), LabelledText::group);
    }

    @Test
    void aTextWithTwoLabelsIsLeftOut() {
        List<LabelledText> texts = texts(200, i -> "group " + i);
        texts.addAll(texts.stream()
                .limit(150)
                .map(t -> new LabelledText("other", t.text(), "odd".equals(t.label()) ? "even" : "odd"))
                .toList());
        Set<String> ambiguous =
                texts.stream().limit(150).map(LabelledText::text).collect(Collectors.toSet());
        Split split = Split.byText(texts, new Sizes(10, 5, 5));
        assertFalse(all(split).map(LabelledText::text).anyMatch(ambiguous::contains));
    }

    @Test
    void theOrderOfTheInputDoesNotMatter() {
        List<LabelledText> texts = texts(300, i -> "group " + i / 3);
        Split split = Split.byGroup(texts, SIZES);
        Split definitions = Split.byText(texts, SIZES);
        Collections.shuffle(texts, new Random(7));
        assertEquals(split, Split.byGroup(texts, SIZES));
        assertEquals(definitions, Split.byText(texts, SIZES));
    }

    @Test
    void theSplitIsTheSameOnEveryMachine() {
        assertEquals(
                List.of("text number 149"),
                Split.byText(texts(200, i -> "group " + i), SIZES).train().stream()
                        .limit(1)
                        .map(LabelledText::text)
                        .toList());
    }

    @Test
    void theHeadOfASideIsAFairSampleHoweverLargeALabelIs() {
        List<LabelledText> texts = texts(400, i -> "group " + i);
        for (int i = 0; i < 20_000; i++) {
            texts.add(new LabelledText("more " + i, "another text " + i, "even"));
        }
        List<LabelledText> head =
                Split.byText(texts, new Sizes(150, 10, 10)).train().subList(0, 100);
        long odd = count(head, "odd");
        assertTrue(odd >= 35 && odd <= 65, odd + " of 100");
    }

    @Test
    void tooFewTextsAreAnError() {
        DataException e = assertThrows(DataException.class, () -> Split.byText(texts(30, i -> "group " + i), SIZES));
        assertTrue(e.getMessage().contains("there are 15 texts and 22 are needed"), e.getMessage());
    }

    private static List<LabelledText> texts(int number, Function<Integer, String> group) {
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            texts.add(new LabelledText(group.apply(i), "text number " + i, i % 2 == 0 ? "even" : "odd"));
        }
        return texts;
    }

    private static long count(List<LabelledText> side, String label) {
        return side.stream().filter(t -> t.label().equals(label)).count();
    }

    private static Stream<LabelledText> all(Split split) {
        return Stream.of(split.train(), split.dev(), split.test()).flatMap(List::stream);
    }

    private static void assertDisjoint(Split split, Function<LabelledText, String> key) {
        Set<String> train = split.train().stream().map(key).collect(Collectors.toSet());
        Set<String> dev = split.dev().stream().map(key).collect(Collectors.toSet());
        Set<String> test = split.test().stream().map(key).collect(Collectors.toSet());
        Set<String> shared = new HashSet<>(train);
        shared.retainAll(dev);
        assertEquals(Set.of(), shared);
        dev.addAll(train);
        dev.retainAll(test);
        assertEquals(Set.of(), dev);
    }
}
