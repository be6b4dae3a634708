package org.unipelt.shell.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;

class GrammarExamplesTest {
    @TempDir
    Path folder;

    @Test
    void sentencesAreRightOrWrongAndBelongToTheirRule() {
        assertEquals(
                List.of(
                        new LabelledText("A_AN", "This is a apple.", "wrong"),
                        new LabelledText("A_AN", "This is an apple & a pear.", "right"),
                        new LabelledText("GROUP", "He go home.", "wrong"),
                        new LabelledText("GROUP", "He goes home.", "right"),
                        new LabelledText("GROUP", "They goes home.", "wrong")),
                read("""
                        \uFEFF<?xml version="1.0" encoding="UTF-8"?>
                        <?xml-stylesheet type="text/xsl" href="../print.xsl" ?>
                        <!DOCTYPE rules [
                            <!ENTITY days "Monday|Tuesday"> <!-- a comment's quote -->
                            <!ENTITY particles_of "de|von|d'|'s">
                            <!ENTITY quote '["“”„]'>
                        ]>
                        <rules lang="en">
                          <category id="GRAMMAR" name="Grammar">
                            <rule id="A_AN" name="a/an">
                              <pattern><token regexp="yes">&days;</token></pattern>
                              <example correction="an">This is <marker>a</marker> apple.</example>
                              <example>This is
                                  an apple &amp; a pear.</example>
                              <example type="triggers_error">Nobody knows.</example>
                            </rule>
                            <rulegroup id="GROUP" name="agreement">
                              <rule>
                                <example correction="goes">He <marker>go</marker> home.</example>
                                <example>He goes home.</example>
                              </rule>
                              <rule>
                                <example correction="go">They <marker>goes</marker> home.</example>
                              </rule>
                            </rulegroup>
                          </category>
                        </rules>
                        """));
    }

    @Test
    void nothingOutsideTheFileIsRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "a secret");
        List<LabelledText> texts = read("""
                <!DOCTYPE rules [ <!ENTITY x SYSTEM "%s"> ]>
                <rules><rule id="R"><example>Before &x; after.</example><example>Fine.</example></rule></rules>
                """.formatted(secret.toUri()));
        assertFalse(texts.toString().contains("secret"), texts.toString());
        assertEquals("Fine.", texts.get(texts.size() - 1).text());
    }

    @Test
    void brokenXmlIsADataError() {
        assertThrows(DataException.class, () -> read("<rules><rule>"));
    }

    private static List<LabelledText> read(String xml) {
        return GrammarExamples.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
