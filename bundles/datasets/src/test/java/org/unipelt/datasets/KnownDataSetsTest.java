package org.unipelt.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.data.DataSets.KnownDataSet;

class KnownDataSetsTest {
    private final KnownDataSets sets = new KnownDataSets();

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("data/CoLA"));
        Files.createFile(folder.resolve("data/CoLA/train.tsv"));
        Files.createFile(folder.resolve("data/CoLA/dev.tsv"));
    }

    @Test
    void aNameStandsForAllKeysAndPathsStayRelative() {
        assertEquals(
                Map.of(
                        "type",
                        "classification",
                        "columns",
                        List.of("source", "label", "mark", "sentence"),
                        "text",
                        "sentence",
                        "label",
                        "label",
                        "metric",
                        "matthews",
                        "train",
                        "data/CoLA/train.tsv",
                        "dev",
                        "data/CoLA/dev.tsv"),
                sets.complete(Map.of("dataset", "cola", "folder", "data/CoLA"), folder));
    }

    @Test
    void whatAUserWritesStays() {
        Map<String, Object> written = Map.of(
                "dataset", "cola", "folder", "data/CoLA", "metric", "accuracy", "dev", "my-dev.tsv", "pooling", "mean");

        Map<String, Object> task = sets.complete(written, folder);

        assertEquals("accuracy", task.get("metric"));
        assertEquals("my-dev.tsv", task.get("dev"));
        assertEquals("mean", task.get("pooling"));
        assertEquals("data/CoLA/train.tsv", task.get("train"));
    }

    @Test
    void filesMayLieBesideTheConfigurationOrAnywhere() {
        Path data = folder.resolve("data/CoLA");

        assertEquals("train.tsv", sets.complete(Map.of("dataset", "cola"), data).get("train"));
        assertEquals(
                data.resolve("train.tsv").toString(),
                sets.complete(Map.of("dataset", "cola", "folder", data.toString()), Path.of("elsewhere"))
                        .get("train"));
    }

    @Test
    void aSectionWithoutANameStaysAsItIs() {
        Map<String, Object> task = Map.of("type", "classification", "train", "a.tsv");

        assertSame(task, sets.complete(task, folder));
    }

    @Test
    void aTestFileIsTakenWhereThereIsOne() throws IOException {
        for (String name : List.of("train.en", "val.en")) {
            Files.createFile(folder.resolve(name));
        }
        Map<String, Object> task = Map.of("dataset", "multi30k-en-de");
        assertFalse(sets.complete(task, folder).containsKey("test"));

        Files.createFile(folder.resolve("test_2016_flickr.en"));
        assertEquals("test_2016_flickr.en", sets.complete(task, folder).get("test"));
    }

    @Test
    void filesGoByTheNameThatACopyGivesThem() throws IOException {
        Files.createFile(folder.resolve("train_5500.label"));
        Files.createFile(folder.resolve("TREC.test"));

        Map<String, Object> task = sets.complete(Map.of("dataset", "trec"), folder);

        assertEquals("train_5500.label", task.get("train"));
        assertEquals("TREC.test", task.get("dev"));
    }

    @Test
    void anUnknownNameNamesTheNearest() {
        assertEquals(
                "task: the data set 'colla' is not known. Did you mean 'cola'?",
                assertThrows(ConfigurationException.class, () -> sets.complete(Map.of("dataset", "colla"), folder))
                        .getMessage());
        assertEquals(
                "task: '7' is not a value for 'dataset'. Write \"dataset\": \"...\".",
                assertThrows(ConfigurationException.class, () -> sets.complete(Map.of("dataset", 7), folder))
                        .getMessage());
    }

    @Test
    void aFileThatIsMissingIsNamedWithTheFolder() {
        assertEquals(
                folder.resolve("data")
                        + ": the file TREC.train or train_5500.label of the data set 'trec' is not in it. Name the"
                        + " folder that has it as \"folder\", or the file itself as \"train\".",
                assertThrows(
                                DataException.class,
                                () -> sets.complete(Map.of("dataset", "trec", "folder", "data"), folder))
                        .getMessage());
    }

    @ParameterizedTest
    @MethodSource("known")
    void eachNamesATypeAMetricAndBothFiles(KnownDataSet set) {
        assertTrue(set.task().keySet().containsAll(List.of("type", "metric")), set.toString());
        assertTrue(set.files().keySet().containsAll(List.of("train", "dev")), set.toString());
        assertTrue(!set.about().isBlank());
    }

    @Test
    void namesAreDifferent() {
        assertEquals(
                sets.list().size(),
                sets.list().stream().map(KnownDataSet::name).distinct().count());
    }

    static List<KnownDataSet> known() {
        return new KnownDataSets().list();
    }
}
