package org.unipelt.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

class OptionSchemaTest {
    private static final OptionSchema SCHEMA = OptionSchema.of(
            Option.integer("r", 8, "rank").between(1, 64),
            Option.text("form", null, "what a gate does", "published", "exact"),
            Option.text("head", null, "which one").mandatory());

    @Test
    void whatIsNotWrittenHasItsDefaultOrIsAbsent() {
        Options options = SCHEMA.parse(Map.of("head", "linear"), "test");
        assertEquals(8, options.integer("r"));
        assertFalse(options.has("form"));
        assertThrows(IllegalArgumentException.class, () -> options.text("form"));
    }

    @Test
    void aKeyThatMustBeWrittenIsAskedFor() {
        assertEquals("test: 'head' is missing. Add it: text, required (which one).", refusal(Map.of()));
    }

    @Test
    void whatIsNotUnderstoodIsNamedWithWhatIs() {
        assertEquals("test: 'ranck' is not a known key. Known: r, form, head.", refusal(Map.of("ranck", 4)));
        assertEquals("test: 'from' is not a known key. Did you mean 'form'?", refusal(Map.of("from", "exact")));
        assertEquals(
                "test: '65' is not a value for 'r'. It takes: integer, 1 to 64, default 8 (rank).",
                refusal(Map.of("r", 65, "head", "linear")));
        assertEquals(
                "test: 'exakt' is not allowed for 'form' (text, of published | exact). Did you mean 'exact'?",
                refusal(Map.of("form", "exakt", "head", "linear")));
    }

    @Test
    void aMessageShowsSoManyWordsAsItBears() {
        List<String> words = IntStream.range(0, 100).mapToObj(i -> "word-" + i).toList();
        String hint = Nearest.hint("something else altogether", words);
        assertTrue(hint.startsWith("Known: word-0, word-1, "), hint);
        assertTrue(hint.endsWith("word-39 and 60 more"), hint);
    }

    @Test
    void trueAndFalseMayBeWordsAmongOthers() {
        OptionSchema schema = OptionSchema.of(Option.text("early", "never", "when it stops", "true", "false", "never"));
        assertEquals("true", schema.parse(Map.of("early", true), "test").text("early"));
        assertThrows(ConfigurationException.class, () -> SCHEMA.parse(Map.of("form", true, "head", "x"), "test"));
    }

    @Test
    void defaultsOfAnAdministratorAreCheckedAsValuesAre() {
        assertEquals(
                4,
                SCHEMA.withDefaults(Map.of("r", "4", "service.id", 7L), "conf")
                        .parse(Map.of("head", "linear"), "test")
                        .integer("r"));
        assertThrows(ConfigurationException.class, () -> SCHEMA.withDefaults(Map.of("r", "many"), "conf"));
    }

    private static String refusal(Map<String, Object> raw) {
        return assertThrows(ConfigurationException.class, () -> SCHEMA.parse(raw, "test"))
                .getMessage();
    }
}
