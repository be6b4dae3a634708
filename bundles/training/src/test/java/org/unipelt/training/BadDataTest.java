package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.task.classification.ClassificationTask;

/** Data that cannot be learned from, or only with care: one message each, through the door that users take. */
class BadDataTest {
    private static final String GOOD = "text\tlabel\na good film\tyes\na bad film\tno\n";

    @TempDir
    Path folder;

    private final BagOfWordsSessions sessions = new BagOfWordsSessions();
    private final ServiceTrainer trainer = Opinions.trainer(sessions, new SafetensorsFiles());
    private final Heard heard = new Heard();

    @BeforeEach
    void goodFiles() throws IOException {
        trainer.addTask(new ClassificationTask(new FileTableReader()), Map.of("pelt.task", "classification"));
        write("train.tsv", GOOD);
        write("dev.tsv", "text\tlabel\nthe plot is good\tyes\n");
    }

    @Test
    void aMissingColumn() throws IOException {
        Path file = write("train.tsv", GOOD.replace("text", "sentence"));

        assertEquals(
                file + ", line 1: there is no column 'text'. The first line names the columns, and it has: sentence,"
                        + " label.",
                refusal());
    }

    @Test
    void aLabelThatTrainingHasNot() throws IOException {
        write("dev.tsv", "text\tlabel\nthe plot is good\tyes\nthe film is dull\tnoo\n");

        assertEquals("dev.tsv, line 3: the label 'noo' is not in the training data. Did you mean 'no'?", refusal());
    }

    @Test
    void anEmptyFile() throws IOException {
        Path file = write("dev.tsv", "");

        assertEquals(file + ": is empty. Give it a header line and rows.", refusal());
    }

    @Test
    void aFileOfAHeaderAlone() throws IOException {
        Path file = write("train.tsv", "text\tlabel\n");

        assertEquals(file + ": has a header and no rows. Add rows below the header.", refusal());
    }

    @Test
    void aRowWithoutALabel() throws IOException {
        Path file = write("train.tsv", GOOD + "a dull film\t\n");

        assertEquals(
                file + ", line 4: the label (column 'label') is empty. Give the row a label or remove it.", refusal());
    }

    @Test
    void bytesOfLatin1() throws IOException {
        Path file = write("train.tsv", GOOD + "a caf\u00E9\tno\n", StandardCharsets.ISO_8859_1);

        assertEquals(
                file + ", line 4: there are bytes that are not UTF-8. Write \"encoding\": \"latin-1\" in the task, or"
                        + " save the file as UTF-8.",
                refusal());
    }

    @Test
    void aByteOrderMarkOfUtf16() throws IOException {
        Path file = write("train.tsv", GOOD, StandardCharsets.UTF_16);

        assertEquals(
                file + ": starts with the byte order mark of UTF-16 and is read as UTF-8. Write \"encoding\":"
                        + " \"utf-16\" in the task, or save the file as UTF-8.",
                refusal());
    }

    @Test
    void oneHugeLine() throws IOException {
        Path file = folder.resolve("train.tsv");
        try (Writer writer = Files.newBufferedWriter(file)) {
            writer.write(GOOD);
            for (int i = 0; i < 11; i++) {
                writer.write("a film ".repeat(150_000));
            }
        }

        assertEquals(
                file + ", line 4: the row is longer than 10 million characters. Split the text, or look for a missing"
                        + " line end or closing quote.",
                refusal());
    }

    @Test
    void rowsOfTrainingInDevAreCountedAndOneIsShown() throws IOException {
        write(
                "dev.tsv",
                "text\tlabel\nthe plot is good\tyes\na bad film\tno\na good film\tyes\nthe plot is dull\tno\n");

        assertEquals(
                List.of("2 of 4 rows of dev.tsv have a text of train.tsv, which makes metrics look better than they are"
                        + " (line 3 is line 3 there)"),
                notices());
    }

    @Test
    void drawnRowsThatAreTrainedAndJudgedOnAreCountedToo() throws IOException {
        write("train.tsv", "text\tlabel\na good film\tyes\na bad film\tno\na bad film\tno\na good film\tyes\n");

        List<String> notices = notices(Map.of("train_rows", 2, "dev_rows", 2, "data_seed", 2), Map.of());

        assertEquals(1, notices.size(), notices.toString());
        assertTrue(
                notices.get(0)
                        .startsWith(
                                "2 of 2 rows of train.tsv (rows to judge on) have a text of train.tsv (rows to train"
                                        + " on), which"),
                notices.get(0));
    }

    @Test
    void textsThatRepeatAreCounted() throws IOException {
        write("train.tsv", GOOD + "a good film\tyes\na good film\tyes\n");

        assertEquals(
                List.of(
                        "2 of 4 rows of train.tsv repeat the text of an earlier one, with the same label (lines 2 and 4)"),
                notices());
    }

    @Test
    void labelsThatContradictEachOtherAreCounted() throws IOException {
        write("train.tsv", GOOD + "a good film\tyes\na bad film\tyes\n");

        assertEquals(
                List.of("2 of 4 rows of train.tsv repeat the text of an earlier one, 1 of them with another label"
                        + " (lines 3 and 5)"),
                notices());
    }

    @Test
    void pairsRepeatOnlyWhereBothTextsDo() throws IOException {
        write("train.tsv", "text\tother\tlabel\na film\tgood\tyes\na film\tbad\tno\na film\tbad\tyes\n");
        write("dev.tsv", "text\tother\tlabel\na film\tdull\tno\n");

        assertEquals(
                List.of("1 of 3 rows of train.tsv repeat the text of an earlier one, 1 of them with another label"
                        + " (lines 3 and 4)"),
                notices(Map.of(), Map.of("pair", "other")));
    }

    @Test
    void goodDataIsNoNews() {
        assertEquals(List.of(), notices());
        assertTrue(heard.plans.size() == 1, "it was trained on");
    }

    private Path write(String name, String text) throws IOException {
        return write(name, text, StandardCharsets.UTF_8);
    }

    private Path write(String name, String text, Charset charset) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(charset));
    }

    private String refusal() {
        return assertThrows(DataException.class, this::notices).getMessage();
    }

    private List<String> notices() {
        return notices(Map.of(), Map.of());
    }

    private List<String> notices(Map<String, Object> training, Map<String, Object> task) {
        Map<String, Object> section = new HashMap<>(Map.of("train", "train.tsv", "dev", "dev.tsv", "pooling", "mean"));
        section.putAll(task);
        Map<String, Object> options = new HashMap<>(Map.of("epochs", 1));
        options.putAll(training);
        trainer.train(
                Opinions.composition(options).withTask(section), folder, folder.resolve("pack"), heard, () -> false);
        return heard.notices;
    }
}
