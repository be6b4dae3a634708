package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.model.TensorData;

class RefusalTest {
    private static final String QUERY = "base_model.model.bert.encoder.layer.1.attention.self.query.";

    @TempDir
    Path folder;

    private <E extends UniPeltException> void refused(Class<E> kind, Path directory, String... words) {
        String message = assertThrows(kind, () -> Fixtures.convert(directory)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private static float[] ones(int size) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    private Path lora(Map<String, Object> keys) throws IOException {
        return Fixtures.withConfig(
                Fixtures.peft("lora-tiny-bert"), folder.resolve("changed"), config -> config.putAll(keys));
    }

    private Path bottleneck(Map<String, Object> keys) throws IOException {
        return Fixtures.withConfig(Fixtures.adapters("scaled_par_bn"), folder.resolve("changed"), config -> {
            @SuppressWarnings("unchecked")
            Map<String, Object> inner = (Map<String, Object>) config.get("config");
            inner.putAll(keys);
        });
    }

    @ParameterizedTest
    @CsvSource({"use_dora", "use_qalora", "ensure_weight_tying", "a_key_of_tomorrow"})
    void aKeyThatIsNotUnderstoodIsNamedUnlessItSaysNothing(String key) throws IOException {
        refused(ConfigurationException.class, lora(Map.of(key, true)), Folder.CONFIG, key, "not supported");
    }

    @Test
    void aKeyThatIsNotUnderstoodAndSaysNothingIsPassedOver() throws IOException {
        Path same = lora(Map.of("a_key_of_tomorrow", false, "another", List.of()));

        assertEquals(
                Fixtures.convert(Fixtures.peft("lora-tiny-bert")).methods(),
                Fixtures.convert(same).methods());
    }

    @Test
    void aStartThatChangedTheBaseModelIsRefused() throws IOException {
        refused(ConfigurationException.class, lora(Map.of("init_lora_weights", "pissa")), "init_lora_weights", "pissa");
    }

    @Test
    void otherMethodsOfPeftAreNamed() throws IOException {
        refused(ConfigurationException.class, lora(Map.of("peft_type", "LOHA")), "peft_type", "LOHA", "LORA");
    }

    @Test
    void trainedBiasesThatTheBaseModelDoesNotHaveAreNamed() throws IOException {
        Path more = Fixtures.withTensors(
                Fixtures.peft("lora-tiny-bert-all-bias"),
                folder.resolve("more"),
                Folder.PEFT_TENSORS,
                tensors ->
                        tensors.put("base_model.model.cls.other.bias", TensorData.of(Shape.of(2), new float[] {1, 2})));

        refused(ConfigurationException.class, more, "bias = all", "base_model.model.cls.other.bias", "lora_only");
    }

    @Test
    void aSecondNameWithOtherValuesIsNoTiedBias() throws IOException {
        String decoder = "base_model.model.cls.predictions.decoder.bias";
        Path untied = Fixtures.withTensors(
                Fixtures.peft("lora-tiny-bert-all-bias"),
                folder.resolve("untied"),
                Folder.PEFT_TENSORS,
                tensors ->
                        tensors.compute(decoder, (name, values) -> Tensors.sum(values, ones(values.floats().length))));

        refused(ConfigurationException.class, untied, decoder);
    }

    @Test
    void aBiasOfTheHeadInAnotherShapeIsNamedWithBothShapes() throws IOException {
        String dense = "base_model.model.cls.predictions.transform.dense.bias";
        Path wrong = Fixtures.withTensors(
                Fixtures.peft("lora-tiny-bert-all-bias"),
                folder.resolve("wrong"),
                Folder.PEFT_TENSORS,
                tensors -> tensors.put(dense, TensorData.of(Shape.of(31), new float[31])));

        refused(DataException.class, wrong, dense, "[31]", "[32]");
    }

    @Test
    void allMissingTensorsAreListed() throws IOException {
        Path cut = Fixtures.withTensors(
                Fixtures.peft("lora-tiny-bert"), folder.resolve("cut"), Folder.PEFT_TENSORS, tensors -> {
                    tensors.remove(QUERY + "lora_B.weight");
                    tensors.keySet().removeIf(name -> name.contains("layer.2.attention.self.value"));
                });

        refused(
                DataException.class,
                cut,
                "2 tensors are missing",
                QUERY + "lora_B.weight",
                "layer.2.attention.self.value.lora_A.weight");
    }

    @Test
    void unexpectedTensorsAreListed() throws IOException {
        Path more = Fixtures.withTensors(
                Fixtures.peft("lora-tiny-bert"),
                folder.resolve("more"),
                Folder.PEFT_TENSORS,
                tensors -> tensors.put(QUERY + "lora_magnitude_vector", TensorData.of(Shape.of(1), new float[1])));

        refused(DataException.class, more, "not expected", QUERY + "lora_magnitude_vector");
    }

    @Test
    void aTensorOfAnotherShapeIsNamedWithBothShapes() throws IOException {
        Path wrong = Fixtures.withTensors(
                Fixtures.peft("lora-tiny-bert"),
                folder.resolve("wrong"),
                Folder.PEFT_TENSORS,
                tensors -> tensors.put(QUERY + "lora_A.weight", TensorData.of(Shape.of(3, 16), new float[48])));

        refused(DataException.class, wrong, QUERY + "lora_A.weight", "[3, 16]", "[3, 32]");
    }

    @Test
    void aRankThatTheConfigurationDoesNotGiveIsNamed() throws IOException {
        refused(DataException.class, lora(Map.of("r", 4)), "rank 3", "4");
    }

    @Test
    void compacterIsRefusedByItsKey() {
        refused(ConfigurationException.class, Fixtures.adapters("compacter"), "phm_layer = true", "compacter");
    }

    @ParameterizedTest
    @CsvSource({
        "original_ln_before, true",
        "mh_adapter, true",
        "original_ln_after, false",
        "ln_before, true",
        "cross_adapter, true",
        "residual_before_ln, false",
    })
    void anAdapterAtAnotherPlaceIsRefusedByTheKeyThatPutsItThere(String key, boolean value) throws IOException {
        refused(ConfigurationException.class, bottleneck(Map.of(key, value)), "config", key + " = " + value);
    }

    @Test
    void anAdapterOfAnotherFamilyIsRefused() throws IOException {
        Path other = Fixtures.withConfig(
                Fixtures.adapters("ia3"), folder.resolve("other"), config -> config.put("model_type", "roberta"));

        refused(DataException.class, other, "roberta", "bert");
    }

    @Test
    void aPickleIsRefusedWithTheWayToSafetensors() throws IOException {
        Path pickled = Fixtures.withConfig(Fixtures.peft("lora-tiny-bert"), folder.resolve("pickled"), config -> {});
        Files.move(pickled.resolve(Folder.PEFT_TENSORS), pickled.resolve("adapter_model.bin"));

        refused(ConfigurationException.class, pickled, "adapter_model.bin", "safetensors");
    }

    @Test
    void aFolderOfNeitherLibraryIsRefused() throws IOException {
        Path neither = Files.createDirectory(folder.resolve("neither"));
        refused(DataException.class, neither, Folder.CONFIG);
        Files.writeString(neither.resolve(Folder.CONFIG), "{}");
        refused(DataException.class, neither, "peft_type", "config");
    }
}
