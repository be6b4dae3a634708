package org.unipelt.shell.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void numbersStandToTheRightAndTextsToTheLeft() {
        TextTable table = new TextTable("NAME", "SCORE", "COUNT")
                .row("lora", "0.8610 ± 0.0120", "1,234")
                .row("a longer name", "0.6", "7");
        assertEquals(
                List.of(
                        "NAME                     SCORE  COUNT",
                        "lora           0.8610 ± 0.0120  1,234",
                        "a longer name              0.6      7"),
                print(table));
    }

    @Test
    void aColumnWithOneTextIsNoColumnOfNumbers() {
        assertEquals(
                List.of("A       B", "1       x", "twelve  y"),
                print(new TextTable("A", "B").row(1, "x").row("twelve", "y")));
    }

    @Test
    void widthsCountCharactersAndNotTheirParts() {
        assertEquals(
                List.of("A    B", "🎉    x", "abc  y"),
                print(new TextTable("A", "B").row("🎉", "x").row("abc", "y")));
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TextTable("A", "B").row("x"));
    }

    private static List<String> print(TextTable table) {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text));
        return text.toString().lines().toList();
    }
}
