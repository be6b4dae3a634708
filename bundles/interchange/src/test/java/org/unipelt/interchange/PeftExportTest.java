package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.PackContents;

class PeftExportTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ia3-tiny-bert",
                "ia3-tiny-bert-cls",
                "lora-tiny-bert",
                "lora-tiny-bert-all-bias",
                "lora-tiny-bert-bias-rslora",
                "lora-tiny-bert-cls",
                "lora-tiny-bert-cls-all-bias",
                "lora-tiny-bert-cls-all-linear",
                "lora-tiny-bert-lora-bias",
                "lora-tiny-bert-patterns",
                "prefix-tiny-bert-cls",
                "prompt-tiny-bert",
                "prompt-tiny-bert-cls",
                "lora-tiny-roberta",
                "lora-tiny-roberta-cls",
                "lora-tiny-roberta-cls-all-bias",
                "prompt-tiny-roberta",
                "prompt-tiny-roberta-cls",
                "lora-tiny-gpt2",
                "lora-tiny-gpt2-all-linear",
                "lora-tiny-gpt2-cls",
                "prefix-tiny-gpt2",
                "prefix-tiny-gpt2-projection",
                "prompt-tiny-gpt2",
                "prompt-tiny-gpt2-cls",
                "lora-tiny-t5",
                "prefix-tiny-t5",
                "prefix-tiny-t5-projection"
            })
    void whatPeftSavedIsWrittenAgainWithTheSameNamesAndValues(String name) {
        Converted first = Fixtures.convert(Fixtures.peft(name));
        Path written = folder.resolve("written");

        Fixtures.export(Fixtures.pack(first)).write(Fixtures.FILES, written);

        Map<String, TensorData> before = new TreeMap<>(Fixtures.tensors(Fixtures.peft(name), Folder.PEFT_TENSORS));
        before.keySet()
                .removeIf(tensor -> tensor.contains(".modules_to_save.") || tensor.contains(".original_module."));
        Map<String, TensorData> after = Fixtures.tensors(written, Folder.PEFT_TENSORS);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((tensor, values) -> {
            assertEquals(values.shape(), after.get(tensor).shape(), tensor);
            assertArrayEquals(values.floats(), after.get(tensor).floats(), 1e-7f, tensor);
        });
        Converted second = Fixtures.convert(written);
        assertEquals(first.methods(), second.methods());
        assertEquals(first.origin(), second.origin());
    }

    /** {@code all-linear} takes it too where the model has one. */
    @Test
    void loraOfThePoolerIsReadAndWritten() throws IOException {
        String pooler = PeftImport.WRAPPED + "bert.pooler.dense";
        float[] values = new float[96];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        Path named = Fixtures.withConfig(
                Fixtures.peft("lora-tiny-bert-cls"),
                folder.resolve("named"),
                config -> config.put("target_modules", List.of("query", "value", "pooler.dense")));
        Path saved = Fixtures.withTensors(named, folder.resolve("saved"), Folder.PEFT_TENSORS, tensors -> {
            tensors.put(pooler + PeftLora.A, TensorData.of(Shape.of(3, 32), values));
            tensors.put(pooler + PeftLora.B, TensorData.of(Shape.of(32, 3), values));
        });

        Converted converted = Fixtures.convert(saved);

        assertEquals(
                List.of("query", "value", "pooler"), converted.methods().get(0).get("targets"));
        assertEquals(1, converted.methods().size());
        new Saved(saved, Folder.PEFT_TENSORS, converted)
                .turned("lora.encoder.pooler.a", pooler + PeftLora.A)
                .turned("lora.encoder.pooler.b", pooler + PeftLora.B);
        assertEquals(
                Fixtures.tensors(saved, Folder.PEFT_TENSORS),
                Fixtures.export(Fixtures.pack(converted)).tensors());
        String missing =
                assertThrows(DataException.class, () -> Fixtures.convert(named)).getMessage();
        assertTrue(missing.contains(pooler + PeftLora.A), missing);
    }

    /** A pack that was trained here says nothing of what its methods take where nothing is said. */
    @ParameterizedTest
    @CsvSource({
        "ia3-tiny-bert, feedforward_targets, ffn_out",
        "prompt-tiny-bert, positions, shifted",
        "prompt-tiny-bert, summary, prompt"
    })
    void whatGoesWithoutSayingIsWrittenAsIfItWereSaid(String name, String key, String value) {
        PackContents imported = Fixtures.pack(Fixtures.convert(Fixtures.peft(name)));
        Map<String, Object> method =
                new LinkedHashMap<>(imported.composition().methods().get(0));
        method.put(key, method.get(key) instanceof List ? List.of(value) : value);
        PackContents said = with(imported, method);
        method.remove(key);
        PackContents unsaid = with(imported, method);

        Exported expected = Fixtures.export(said);
        Exported exported = Fixtures.export(unsaid);

        assertEquals(expected.config(), exported.config());
        expected.tensors().forEach((tensor, values) -> {
            assertEquals(values.shape(), exported.tensors().get(tensor).shape(), tensor);
            assertArrayEquals(values.floats(), exported.tensors().get(tensor).floats(), tensor);
        });
    }

    private static PackContents with(PackContents pack, Map<String, Object> method) {
        return new PackContents(
                pack.composition().withMethods(List.of(Map.copyOf(method))),
                pack.taskState(),
                pack.weights(),
                pack.results());
    }

    @Test
    void mapsOfAnotherRankOrAlphaAreNamedByPatterns() {
        Map<String, Object> config = Fixtures.export(
                        Fixtures.pack(Fixtures.convert(Fixtures.peft("lora-tiny-bert-patterns"))))
                .config();

        Map<?, ?> ranks = (Map<?, ?>) config.get("rank_pattern");
        int r = (Integer) config.get("r");
        String value = "bert.encoder.layer.1.attention.self.value";
        assertEquals(5, r == 5 ? r : ranks.get(value));
        assertEquals(6, ((List<?>) config.get("target_modules")).size());
        assertEquals("LORA", config.get("peft_type"));
    }

    @Test
    void aPackThatWasTrainedHereNamesModulesAsTheCheckpointDoes() {
        PackContents imported = Fixtures.pack(Fixtures.convert(Fixtures.peft("lora-tiny-bert")));
        PackContents own = new PackContents(imported.composition(), Map.of(), imported.weights(), Map.of());

        assertTrue(Fixtures.export(own).tensors().keySet().stream()
                .allMatch(name -> name.startsWith("base_model.model.bert.encoder.layer.")));
    }

    @Test
    void labelsThatPeftDoesNotKeepAreTold() {
        Exported exported = Fixtures.export(Fixtures.pack(Fixtures.convert(Fixtures.peft("lora-tiny-bert-cls"))));

        assertTrue(exported.notes().get(0).contains("LABEL_1"), exported.notes().toString());
        assertEquals("SEQ_CLS", exported.config().get("task_type"));
    }

    @Test
    void aPrefixThatLeavesTheTextWhereItIsIsRefused() {
        PackContents pack = Fixtures.pack(Fixtures.convert(Fixtures.peft("prefix-tiny-bert-cls")));
        Map<String, Object> method =
                new LinkedHashMap<>(pack.composition().methods().get(0));
        method.remove("position_offset");

        refused(
                new PackContents(
                        pack.composition().withMethods(List.of(method)),
                        pack.taskState(),
                        pack.weights(),
                        pack.results()),
                "position_offset");
    }

    @Test
    void gatedPacksUnionsAndOtherMethodsAreRefused() {
        refused(Fixtures.pack(Fixtures.convert(Fixtures.adapters("unipelt_flat"))), "gated");
        refused(Fixtures.pack(Fixtures.convert(Fixtures.adapters("mam"))), "several methods", "adapter");
        refused(Fixtures.pack(Fixtures.convert(Fixtures.adapters("double_seq_bn"))), "'adapter'", "lora");
    }

    @Test
    void aHeadThatPeftsClassDoesNotHaveIsRefused() {
        refused(Fixtures.pack(Fixtures.convert(Fixtures.adapters("ia3"))), "hidden layer", "pooler");
    }

    @ParameterizedTest
    @CsvSource({
        // merged, trained in full, of no weight at all
        "lora-tiny-bert-all-bias, pooler.dense.bias",
        "lora-tiny-bert-all-bias, cls.predictions.transform.dense.weight",
        "lora-tiny-bert-all-bias, cls.other.bias",
        // biases of the head where peft keeps none
        "lora-tiny-bert, cls.predictions.bias",
        "lora-tiny-bert-bias-rslora, cls.predictions.bias",
        "ia3-tiny-bert, cls.predictions.bias",
        "prefix-tiny-bert-cls, cls.predictions.bias",
        "prompt-tiny-bert, cls.predictions.bias",
    })
    void copiesOfTheBaseModelsWeightsThatPeftHasNoPlaceForAreRefusedByName(String folder, String weight) {
        PackContents pack = Fixtures.pack(Fixtures.convert(Fixtures.peft(folder)));

        refused(withCopy(pack, weight), "base." + weight);
    }

    @Test
    void copiesOfAMergedPackAreRefusedByNameThoughNoMethodIsLeft() {
        PackContents pack = Fixtures.pack(Fixtures.convert(Fixtures.peft("lora-tiny-bert")));
        String weight = "encoder.layer.0.attention.self.query.weight";
        PackContents merged =
                new PackContents(pack.composition().withMethods(List.of()), pack.taskState(), Map.of(), pack.results());

        refused(withCopy(merged, weight), "base." + weight, "merged");
    }

    private static PackContents withCopy(PackContents pack, String weight) {
        Map<String, TensorData> weights = new LinkedHashMap<>(pack.weights());
        weights.put("base." + weight, TensorData.of(Shape.of(1), new float[1]));
        return new PackContents(pack.composition(), pack.taskState(), weights, pack.results());
    }

    @Test
    void copiesAreWrittenUnderOneNameWhereNoOriginTellsOfASecond() {
        PackContents imported = Fixtures.pack(Fixtures.convert(Fixtures.peft("lora-tiny-bert-all-bias")));
        PackContents own = new PackContents(imported.composition(), Map.of(), imported.weights(), Map.of());

        Map<String, TensorData> tensors = Fixtures.export(own).tensors();

        assertEquals(
                imported.weights().get("base.cls.predictions.bias"),
                tensors.get("base_model.model.cls.predictions.bias"));
        assertFalse(tensors.containsKey("base_model.model.cls.predictions.decoder.bias"));
    }

    private static void refused(PackContents pack, String... words) {
        String message = assertThrows(ConfigurationException.class, () -> Fixtures.export(pack))
                .getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void aFolderWithFilesIsLeftAloneAndNothingStaysBeside() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(taken.resolve("notes.txt"), "mine");
        Exported exported = Fixtures.export(Fixtures.pack(Fixtures.convert(Fixtures.peft("lora-tiny-bert"))));

        assertThrows(DataException.class, () -> exported.write(Fixtures.FILES, taken));

        assertFalse(Files.exists(taken.resolve(Folder.CONFIG)));
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(List.of(taken), all.toList());
        }
    }
}
