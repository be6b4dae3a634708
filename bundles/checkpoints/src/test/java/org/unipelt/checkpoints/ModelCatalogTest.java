package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog.ModelEntry;
import org.unipelt.api.model.ModelSource;

class ModelCatalogTest {
    private static final String WEIGHT = "encoder.layer.0.output.dense.weight";

    @TempDir
    Path folder;

    private Path models;
    private Path directory;
    private ModelCatalogComponent catalog;

    @BeforeEach
    void createCatalog() throws IOException {
        models = folder.resolve("models");
        directory = Fixtures.tinyBert(folder.resolve("tiny"));
        catalog = new ModelCatalogComponent(models);
    }

    @Test
    void findsDirectory() {
        ModelSource source = catalog.find(directory.toString());

        assertEquals("bert", source.family());
        assertEquals(32, source.config().get("hidden_size"));
        assertEquals(Optional.empty(), source.pooling());
        assertFalse(catalog.isName(directory.toString()));
        try (Checkpoint checkpoint = catalog.open(source)) {
            assertTrue(checkpoint.names().contains(WEIGHT));
        }
    }

    @Test
    void findsConfigAlone() {
        ModelSource source = catalog.find(directory.resolve("config.json").toString());

        assertEquals("bert", source.family());
        assertMessage(DataException.class, () -> catalog.open(source), "has no weights");
    }

    @Test
    void weightsComeAndGoWithTheirBundles() throws IOException {
        PathFiles low = PathFiles.of(directory);
        PathFiles high = PathFiles.of(Fixtures.tinyBert(folder.resolve("other")));
        catalog.addWeights(low, Map.of("pelt.weights", "tiny", "service.id", 1L));
        catalog.addWeights(high, Map.of("pelt.weights", "tiny", "service.id", 2L, "service.ranking", 5));

        assertEquals(high, catalog.find("tiny").files());
        assertTrue(catalog.isName("tiny"));
        assertEquals(List.of(entry("tiny", "the class path")), catalog.list());

        catalog.removeWeights(high);
        assertEquals(low, catalog.find("tiny").files());

        catalog.removeWeights(low);
        assertEquals(List.of(), catalog.list());
        assertThrows(UnavailableException.class, () -> catalog.find("tiny"));
        assertFalse(catalog.isName("tiny"));
    }

    @Test
    void whoeverListensIsToldOnceTheCatalogKnows() {
        List<Integer> known = new ArrayList<>();
        Runnable listener = () -> known.add(catalog.list().size());
        PathFiles files = PathFiles.of(directory);
        catalog.listen(listener);
        catalog.addWeights(files, Map.of("pelt.weights", "tiny"));
        catalog.removeWeights(files);
        catalog.forget(listener);
        catalog.addWeights(files, Map.of("pelt.weights", "tiny"));

        assertEquals(List.of(1, 0), known);
    }

    @ParameterizedTest
    @CsvSource({"minilm-16", "''", "no/such/directory"})
    void unknownNameIsAnsweredWithTheKnownOnes(String name) {
        catalog.addWeights(PathFiles.of(directory), Map.of("pelt.weights", "minilm-l6"));

        assertMessage(
                UnavailableException.class,
                () -> catalog.find(name),
                "base model '" + name + "': is neither a known name nor a directory",
                "minilm-l6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model_type\": | config.json: is not valid JSON",
                "[1] | config.json: is not a JSON object",
                "{\"hidden_size\": 3} | config.json: does not say which family",
                "{\"model_type\": \"bert\", \"unipelt_pooling\": 3} | 'unipelt_pooling' is not a text"
            })
    void brokenConfigIsNamed(String config, String reason) throws IOException {
        Files.writeString(directory.resolve("config.json"), config);

        assertMessage(DataException.class, () -> catalog.find(directory.toString()), directory + "/", reason);
    }

    @Test
    void missingConfigIsNamed() throws IOException {
        Files.delete(directory.resolve("config.json"));

        assertMessage(
                DataException.class, () -> catalog.find(directory.toString()), directory + ": has no config.json");
    }

    @ParameterizedTest
    @CsvSource({
        "pooling_mode_mean_tokens, true, mean",
        "pooling_mode_cls_token, true, first",
        "pooling_mode_lasttoken, true, last",
        "pooling_mode, '\"mean\"', mean",
        "pooling_mode, '\"cls\"', first",
    })
    void takesPoolingFromSentenceTransformers(String mode, String value, String pooling) throws IOException {
        Files.createDirectory(directory.resolve("1_Pooling"));
        Files.writeString(directory.resolve("1_Pooling/config.json"), "{\"" + mode + "\": " + value + "}");

        catalog.importDirectory(directory, "tiny");

        assertEquals(Optional.of(pooling), catalog.find(directory.toString()).pooling());
        assertEquals(Optional.of(pooling), catalog.find("tiny").pooling());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pooling_mode\": \"max\"}",
                "{\"pooling_mode_mean_tokens\": true, \"pooling_mode_max_tokens\": true}"
            })
    void poolingThatHeadsDoNotKnowIsNotTakenForOneThatTheyDo(String settings) throws IOException {
        Files.createDirectory(directory.resolve("1_Pooling"));
        Files.writeString(directory.resolve("1_Pooling/config.json"), settings);

        assertEquals(Optional.empty(), catalog.find(directory.toString()).pooling());
    }

    @Test
    void whatEndsATextIsReadWhereTheLibraryReadsItFirst() throws IOException {
        Files.writeString(
                directory.resolve("generation_config.json"), "{\"eos_token_id\": [1, 7], \"pad_token_id\": 9}");

        Map<String, Object> config = catalog.find(directory.toString()).config();

        assertEquals(List.of(1, 7), config.get("eos_token_id"));
        assertEquals(0, config.getOrDefault("pad_token_id", 0));
    }

    @Test
    void quantisedWeightsAreRefused() throws IOException {
        Path config = directory.resolve("config.json");
        String content = Files.readString(config).strip();
        Files.writeString(
                config,
                content.substring(0, content.length() - 1)
                        + ", \"quantization_config\": {\"quant_method\": \"bitsandbytes\"}}");

        assertMessage(
                DataException.class,
                () -> catalog.find(directory.toString()),
                "/config.json: the weights are quantised ('quantization_config')");
    }

    @Test
    void whatAKilledImportHasLeftGoesAfterADay() throws IOException {
        Path old = Files.createDirectories(models.resolve(".big." + UUID.randomUUID() + ".tmp/weights"));
        Path young = Files.createDirectories(models.resolve(".big." + UUID.randomUUID() + ".tmp"));
        Files.setLastModifiedTime(old.getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        catalog.importDirectory(directory, "tiny");

        assertFalse(Files.exists(old.getParent()));
        assertTrue(Files.exists(young));
    }

    @Test
    void ownPoolingGoesBeforeThatOfSentenceTransformers() throws IOException {
        Files.createDirectory(directory.resolve("1_Pooling"));
        Files.writeString(directory.resolve("1_Pooling/config.json"), "{\"pooling_mode_mean_tokens\": true}");
        Files.writeString(
                directory.resolve("config.json"), "{\"model_type\": \"bert\", \"unipelt_pooling\": \"first\"}");

        assertEquals(Optional.of("first"), catalog.find(directory.toString()).pooling());
    }

    @Test
    void vocabularyAloneGivesTheTokenizerThatPythonWrites() throws IOException {
        byte[] expected = Files.readAllBytes(directory.resolve("tokenizer.json"));
        Files.delete(directory.resolve("tokenizer.json"));

        ModelSource source = catalog.find(directory.toString());

        assertTrue(source.files().names().contains("tokenizer.json"));
        assertEquals(Json.object(expected, "expected", ""), Json.object(source.files(), "tokenizer.json", "found"));
    }

    @Test
    void importedDirectoryIsACompleteCopy() throws IOException {
        Files.delete(directory.resolve("tokenizer.json"));
        Files.write(directory.resolve("optimizer.pt"), new byte[] {1});

        ModelEntry entry = catalog.importDirectory(directory, "my-bert");

        assertEquals(entry("my-bert", "tiny"), entry);
        assertEquals(List.of(entry), catalog.list());
        assertTrue(catalog.isName("my-bert"));
        assertEquals(
                List.of(
                        "my-bert",
                        "my-bert/config.json",
                        "my-bert/model.safetensors",
                        "my-bert/tokenizer.json",
                        "my-bert/tokenizer_config.json",
                        "my-bert/unipelt.json",
                        "my-bert/vocab.txt"),
                Fixtures.contents(models));
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("model.safetensors")),
                Files.readAllBytes(models.resolve("my-bert/model.safetensors")));
    }

    @Test
    void nameIsTakenOnce() {
        catalog.importDirectory(directory, "tiny");
        catalog.addWeights(PathFiles.of(directory), Map.of("pelt.weights", "bundled"));

        assertMessage(
                DataException.class,
                () -> catalog.importDirectory(directory, "tiny"),
                "model 'tiny': is in the folder of models already");
        assertMessage(
                DataException.class,
                () -> catalog.importDirectory(directory, "bundled"),
                "model 'bundled': is provided by the class path");
    }

    @ParameterizedTest
    @CsvSource({"../tiny", ".hidden", "''", "a/b"})
    void nameMustNotLeadOutOfTheFolder(String name) {
        assertMessage(
                ConfigurationException.class,
                () -> catalog.importDirectory(directory, name),
                "model name '" + name + "'");
    }

    @Test
    void directoryWithoutTokenizerIsNotImported() throws IOException {
        Files.delete(directory.resolve("tokenizer.json"));
        Files.delete(directory.resolve("vocab.txt"));

        assertMessage(
                DataException.class,
                () -> catalog.importDirectory(directory, "tiny"),
                directory + ": has no tokenizer.json");
        assertEquals(List.of(), Fixtures.contents(models));
    }

    @Test
    void brokenWeightsAreNotImported() throws IOException {
        Files.write(directory.resolve("model.safetensors"), new byte[] {1, 2, 3});

        assertMessage(
                DataException.class,
                () -> catalog.importDirectory(directory, "tiny"),
                directory + "/model.safetensors: is 3 bytes long");
        assertEquals(List.of(), Fixtures.contents(models));
    }

    @Test
    void fullDiskLeavesNoHalfImportedModel() throws IOException {
        ModelCatalogComponent full = new ModelCatalogComponent(
                models, ArtifactImport::byUrl, new WholeFiles(disk -> new FullDisk(disk, 50_000)));

        assertMessage(
                DataException.class,
                () -> full.importDirectory(directory, "tiny"),
                "/model.safetensors: cannot be written: No space left on device");
        assertEquals(List.of(), Fixtures.contents(models));
    }

    @Test
    void brokenModelDoesNotHideTheOthers() throws IOException {
        catalog.importDirectory(directory, "good");
        catalog.importDirectory(directory, "bad");
        Files.writeString(models.resolve("bad/config.json"), "{");

        assertEquals(List.of(new ModelEntry("bad", "unknown", "tiny"), entry("good", "tiny")), catalog.list());
    }

    @ParameterizedTest
    @CsvSource({
        "conf, prop, home, conf",
        "'', prop, home, prop",
        "'', , home, home/.unipelt/models",
        "'', , ?, .unipelt/models"
    })
    void folderComesFromConfigurationThenPropertyThenHome(
            String configured, String property, String home, String expected) {
        assertEquals(Path.of(expected), ModelCatalogComponent.folder(configured, property, home));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "README.md | ---\\nlanguage: en\\nlicense: apache-2.0\\n---\\n# A model | apache-2.0",
                "README.md | ---\\nlicense: 'mit'\\n---\\n | mit",
                "README.md | # A model\\nlicense: mit |",
                "README.md | ---\\nlicense:\\n---\\n |",
                "LICENSE | \\n      MIT License\\n\\nPermission is | MIT License",
                "COPYING | GNU GENERAL PUBLIC LICENSE | GNU GENERAL PUBLIC LICENSE",
                "config.json | {\"model_type\": \"bert\", \"license\": \"bsd\"} | bsd",
                "config.json | {\"model_type\": \"bert\", \"license\": 3} |"
            })
    void licenceIsReadWhereTheFilesSayIt(String file, String text, String licence) throws IOException {
        Files.writeString(directory.resolve(file), text.replace("\\n", "\n"));

        assertEquals(Optional.ofNullable(licence), catalog.licence(catalog.find(directory.toString())));
    }

    @Test
    void licenceOfTheModelCardGoesBeforeTheTitleOfAText() throws IOException {
        Files.writeString(directory.resolve("LICENSE"), "Apache License");
        Files.writeString(directory.resolve("README.md"), "---\nlicense: apache-2.0\n---\n");

        assertEquals(
                Optional.of("apache-2.0"),
                catalog.importDirectory(directory, "tiny").licence());
    }

    @Test
    void numbersAreCountedOnlyWhereThatIsCheap() throws IOException {
        catalog.addWeights(PathFiles.of(directory), Map.of("pelt.weights", "on-disk"));
        catalog.addWeights(Fixtures.streamed(directory), Map.of("pelt.weights", "streamed"));

        assertEquals(
                List.of(OptionalLong.of(29_760), OptionalLong.empty()),
                catalog.list().stream().map(ModelEntry::numbers).toList());
    }

    @Test
    void modelWithBrokenWeightsIsListedWithoutTheirNumber() throws IOException {
        catalog.importDirectory(directory, "broken");
        Files.write(models.resolve("broken/model.safetensors"), new byte[3]);

        assertEquals(List.of(new ModelEntry("broken", "bert", "tiny")), catalog.list());
    }

    private static ModelEntry entry(String name, String origin) {
        return new ModelEntry(name, "bert", origin, OptionalLong.of(29_760), Optional.empty());
    }

    static <T extends UniPeltException> void assertMessage(Class<T> type, Executable call, String... parts) {
        String message = assertThrows(type, call).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
