package org.unipelt.shell.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.unipelt.api.DataException;

class WordNetNounsTest {
    // the format of wndb(5WN), with synsets of our own making
    private static final String LICENCE = "  1 This software and database is provided | as is  \n";
    private static final String ANIMAL =
            "00000101 05 n 02 testbird 0 test_bird 0 002 @ 00000100 n 0000 ~ 00000102 n 0000 | a bird that is used in"
                    + " tests; \"the testbird | sings\"; \"it flies\"  \n";
    private static final String OTHER_KIND = "00000301 19 n 01 testglow 0 000 | a glow in the sky  \n";
    private static final String PLANT = "00000201 20 n 01 testweed 0 001 @ 00000200 n 0000 | a weed of test fields  \n";

    @Test
    void aDefinitionEndsAtItsFirstSemicolonAndIsLabelledWithItsKind() throws IOException {
        assertEquals(
                List.of(
                        new LabelledText("00000101", "a bird that is used in tests", "noun.animal"),
                        new LabelledText("00000201", "a weed of test fields", "noun.plant")),
                read(LICENCE + ANIMAL + OTHER_KIND + PLANT));
    }

    @Test
    void aLineThatIsNoSynsetIsNamed() {
        DataException e = assertThrows(DataException.class, () -> read(ANIMAL + "nonsense\n"));
        assertTrue(e.getMessage().startsWith("data.noun, line 2"), e.getMessage());
    }

    private static List<LabelledText> read(String text) throws IOException {
        return WordNetNouns.read(new BufferedReader(new StringReader(text)));
    }
}
