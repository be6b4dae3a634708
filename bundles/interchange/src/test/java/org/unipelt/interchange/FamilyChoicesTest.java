package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.session.PackContents;

/** Choices of sites that only some families have, and what is refused there. */
class FamilyChoicesTest {
    private static final String PLAIN = "adapter.safetensors";
    /** The smallest T5 whose decoder leaves blocks of peft's prefix unread. */
    private static final Map<String, Object> TWO_LAYERS = Map.of("num_layers", 2, "num_decoder_layers", 2);

    @TempDir
    Path folder;

    private Path peft(String name, Consumer<Map<String, Object>> configured, Consumer<Map<String, TensorData>> tensors)
            throws IOException {
        Path copy = Fixtures.withConfig(Fixtures.peft(name), folder.resolve("configured"), configured);
        return Fixtures.withTensors(copy, folder.resolve("changed"), Folder.PEFT_TENSORS, tensors);
    }

    @SuppressWarnings("unchecked")
    private Path adapters(
            String name, Consumer<Map<String, Object>> configured, Consumer<Map<String, TensorData>> tensors)
            throws IOException {
        Path copy = Fixtures.withConfig(
                Fixtures.adapters(name),
                folder.resolve("configured"),
                config -> configured.accept((Map<String, Object>) config.get("config")));
        return Fixtures.withTensors(copy, folder.resolve("changed"), PLAIN, tensors);
    }

    private static List<List<Object>> choices(Converted converted, String... keys) {
        return converted.methods().stream()
                .map(method -> Arrays.<String>stream(keys)
                        .map(key -> (Object) String.valueOf(method.get(key)))
                        .toList())
                .toList();
    }

    @Test
    void mapsOfOneHalfAreAnEntryOfTheirOwn() throws IOException {
        Path decoder = peft(
                "lora-tiny-t5", config -> config.put("target_modules", "decoder.*\\.[qv]"), tensors -> tensors.keySet()
                        .removeIf(name -> name.contains("model.encoder.")));

        Converted converted = Fixtures.convert(decoder);

        assertEquals(
                List.of(List.of("[query, value]", "[decoder]"), List.of("[cross_query, cross_value]", "null")),
                choices(converted, "targets", "stages"));
        assertTrue(converted.weights().containsKey("lora.decoder.layer.2.value.a"));
        assertTrue(converted.weights().containsKey("lora-2.decoder.layer.2.cross_value.a"));
        assertEquals(24, converted.weights().size());
    }

    @Test
    void theSameLayersOfBothHalvesAreOneEntryAndOthersTwo() throws IOException {
        Converted both = Fixtures.convert(peft(
                "lora-tiny-t5", config -> config.put("layers_to_transform", List.of(0, 2)), tensors -> tensors.keySet()
                        .removeIf(name -> name.contains("block.1."))));
        assertEquals(
                List.of(List.of("[query, value, cross_query, cross_value]", "null", "0,2")),
                choices(both, "targets", "stages", "layers"));

        folder = Files.createDirectory(folder.resolve("other"));
        Converted differing = Fixtures.convert(peft(
                "lora-tiny-t5",
                config -> config.putAll(Map.of(
                        "target_modules", ".*SelfAttention\\.[qv]", "exclude_modules", "encoder\\.block\\.1\\..*")),
                tensors -> {
                    tensors.keySet().removeIf(name -> name.contains("EncDec"));
                    tensors.keySet().removeIf(name -> name.contains("encoder.block.1."));
                }));
        assertEquals(
                List.of(List.of("[query, value]", "[encoder]", "0,2"), List.of("[query, value]", "[decoder]", "null")),
                choices(differing, "targets", "stages", "layers"));
    }

    @Test
    void layersThatAdaptersLeavesOutCountTheDecodersBehindTheEncoders() throws IOException {
        Converted converted = Fixtures.convert(adapters(
                "seq_bn-tiny-t5", config -> config.put("leave_out", List.of(1, 3, 4, 5)), tensors -> tensors.keySet()
                        .removeIf(name -> name.startsWith("decoder.") || name.startsWith("encoder.block.1."))));

        assertEquals(List.of(List.of("[encoder]", "0,2")), choices(converted, "stages", "layers"));
        assertEquals(8, converted.weights().size());
    }

    @Test
    void scalesOfAdaptersAtAFusedModuleAreCutIntoItsMaps() throws IOException {
        Converted converted = Fixtures.convert(adapters(
                "lora-tiny-gpt2",
                config -> config.putAll(
                        Map.of("composition_mode", "scale", "attn_matrices", List.of("k", "v"), "r", 1, "alpha", 1)),
                tensors -> {
                    tensors.clear();
                    for (int layer = 0; layer < 3; layer++) {
                        float[] scales = new float[64];
                        for (int i = 0; i < 64; i++) {
                            scales[i] = 100 * layer + i;
                        }
                        tensors.put(
                                "transformer.h." + layer + ".attn.c_attn.loras.task.lora_B",
                                TensorData.of(Shape.of(64, 1), scales));
                    }
                }));

        assertEquals(
                List.of(Map.of("method", "ia3", "targets", List.of("key", "value"), "feedforward_targets", List.of())),
                converted.methods());
        assertEquals(
                205, converted.weights().get("ia3.decoder.layer.2.key.scale").floats()[5]);
        assertEquals(
                237, converted.weights().get("ia3.decoder.layer.2.value.scale").floats()[5]);
        assertEquals(6, converted.weights().size());
    }

    @Test
    void biasesOfRobertasLanguageModelHeadAreCopiesAndComeBackByTheLibrarysNames() {
        Map<String, TensorData> tensors =
                new LinkedHashMap<>(Fixtures.tensors(Fixtures.peft("lora-tiny-roberta"), Folder.PEFT_TENSORS));
        String head = "base_model.model.lm_head.";
        Map.of("bias", 390, "decoder.bias", 390, "dense.bias", 32, "layer_norm.bias", 32)
                .forEach((name, size) -> tensors.put(head + name, Tensors.ones(size)));
        Map<String, Object> config =
                new LinkedHashMap<>(Json.read(Fixtures.peft("lora-tiny-roberta").resolve(Folder.CONFIG)));
        config.put("bias", "all");

        Converted converted = Fixtures.with(Fixtures.ROBERTA, model -> {
            model.biased().forEach(site -> biasOf(model, site, tensors));
            return PeftImport.convert("config", config, new SavedTensors("tensors", tensors), model);
        });

        assertEquals(3, converted.copies().size());
        Map<String, TensorData> written =
                Fixtures.export(Fixtures.pack(converted)).tensors();
        assertEquals(tensors.keySet(), written.keySet());
        tensors.forEach((name, values) ->
                assertArrayEquals(values.floats(), written.get(name).floats(), 1e-6f, name));
    }

    private static void biasOf(ModelParts model, Site site, Map<String, TensorData> tensors) {
        String path = "base_model.model.roberta." + model.module(site).orElseThrow();
        boolean adapted = tensors.containsKey(path + ".lora_A.weight");
        float[] twice = new float[site.outputSize()];
        Arrays.fill(twice, 2);
        tensors.put(path + (adapted ? ".base_layer" : "") + ".bias", TensorData.of(Shape.of(twice.length), twice));
    }

    private static Converted evenPrefix() {
        Map<String, Object> config =
                new LinkedHashMap<>(Json.read(Fixtures.peft("prefix-tiny-t5").resolve(Folder.CONFIG)));
        config.put("num_layers", 2);
        float[] values = new float[4 * 128];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        TensorData all = TensorData.of(Shape.of(4, 128), values);
        return Fixtures.with(
                Fixtures.T5,
                TWO_LAYERS,
                model -> PeftImport.convert(
                        "config", config, new SavedTensors("t", Map.of("prompt_embeddings", all)), model));
    }

    @Test
    void blocksThatNoLayerOfPeftsDecoderReadsAreLeftBehindAndTold() {
        Converted converted = evenPrefix();

        for (int layer = 0; layer < 2; layer++) {
            String site = "prefix-tuning.decoder.layer." + layer + ".key_value.";
            assertEquals(128 + 7, converted.weights().get(site + "key").floats()[32 + 7]);
            assertEquals(128 + 32 + 7, converted.weights().get(site + "value").floats()[32 + 7]);
        }
        assertTrue(
                converted.notes().toString().contains("1 of the 2 blocks"),
                converted.notes().toString());
    }

    @Test
    void aPrefixWhoseLayersPeftWouldNotTellApartIsRefused() {
        PackContents pack = Fixtures.pack(evenPrefix());
        TensorData written = Fixtures.with(Fixtures.T5, TWO_LAYERS, model -> PeftExport.of(pack, model))
                .tensors()
                .get("prompt_embeddings");
        assertEquals(128 + 7, written.floats()[128 + 7]);
        assertEquals(0, written.floats()[128 + 64 + 7]);

        Map<String, TensorData> weights = new LinkedHashMap<>(pack.weights());
        weights.computeIfPresent(
                "prefix-tuning.decoder.layer.1.key_value.key",
                (name, key) -> Tensors.sum(key, Tensors.ones(128).floats()));
        PackContents trained = new PackContents(pack.composition(), pack.taskState(), weights, pack.results());

        String message = assertThrows(
                        ConfigurationException.class,
                        () -> Fixtures.with(Fixtures.T5, TWO_LAYERS, model -> PeftExport.of(trained, model)))
                .getMessage();
        assertTrue(message.contains("even number of layers"), message);
    }

    @Test
    void aPrefixForAModelOfAnotherDepthIsRefused() throws IOException {
        refused(
                DataException.class,
                peft("prefix-tiny-t5", config -> config.put("num_layers", 6), tensors -> {}),
                "num_layers = 6",
                "3 layers",
                "trained on");
    }

    @Test
    void aMissingHeadIsNamedAsTheFamilysClassCallsIt() throws IOException {
        refused(
                DataException.class,
                peft("lora-tiny-gpt2-cls", config -> {}, tensors -> tensors.remove("base_model.model.score.weight")),
                "1 tensors are missing",
                "base_model.model.score.weight");
        folder = Files.createDirectory(folder.resolve("roberta"));
        refused(
                DataException.class,
                peft("lora-tiny-roberta-cls", config -> {}, tensors -> tensors.keySet()
                        .removeIf(name -> name.contains("out_proj"))),
                "2 tensors are missing",
                "base_model.model.classifier.out_proj.weight");
    }

    @Test
    void aSingleScoreIsNoClassification() throws IOException {
        refused(
                ConfigurationException.class,
                peft(
                        "lora-tiny-gpt2-cls",
                        config -> {},
                        tensors -> tensors.put(
                                "base_model.model.score.weight", TensorData.of(Shape.of(1, 32), new float[32]))),
                "modules_to_save",
                "single score",
                "classification");
    }

    @Test
    void aClassifierOfEachTokenIsRefused() throws IOException {
        refused(
                ConfigurationException.class,
                peft("lora-tiny-bert-cls", config -> config.put("task_type", "TOKEN_CLS"), tensors -> {}),
                "task_type = TOKEN_CLS",
                "whole texts");
    }

    @Test
    void aClassifierOfAnEncoderWithADecoderIsRefused() throws IOException {
        refused(
                ConfigurationException.class,
                peft(
                        "lora-tiny-t5",
                        config -> config.put("modules_to_save", List.of("classifier", "score")),
                        tensors -> {}),
                "modules_to_save",
                "decoder");
    }

    @Test
    void mapsThatAllLinearMeansAreMissed() throws IOException {
        refused(
                DataException.class,
                peft(
                        "lora-tiny-gpt2-all-linear",
                        config -> config.put("target_modules", "all-linear"),
                        tensors -> tensors.keySet().removeIf(name -> name.contains("h.2.mlp.c_fc"))),
                "base_model.model.transformer.h.2.mlp.c_fc.lora_A.weight");
    }

    @Test
    void aScaleOfTheInputOfAFusedModuleIsRefused() {
        Map<String, Object> config = Map.of(
                "peft_type", "IA3", "target_modules", List.of("c_attn"), "feedforward_modules", List.of("c_attn"));
        Map<String, TensorData> tensors = Map.of(
                "base_model.model.transformer.h.0.attn.c_attn.ia3_l", TensorData.of(Shape.of(1, 32), new float[32]));

        String message = assertThrows(
                        ConfigurationException.class,
                        () -> Fixtures.with(
                                Fixtures.GPT2,
                                model -> PeftImport.convert("config", config, new SavedTensors("t", tensors), model)))
                .getMessage();
        assertTrue(message.contains("feedforward_modules") && message.contains("c_attn"), message);
    }

    @Test
    void anAdapterBehindCrossAttentionIsRefusedByItsKey() throws IOException {
        refused(
                ConfigurationException.class,
                adapters("seq_bn-tiny-t5", config -> config.put("cross_adapter", true), tensors -> {}),
                "cross_adapter = true");
    }

    @Test
    void compacterIsRefusedInEveryFamily() throws IOException {
        refused(ConfigurationException.class, Fixtures.adapters("compacter-tiny-roberta"), "phm_layer", "compacter");
    }

    @Test
    void aLanguageModelsHeadThatIsNotTheBaseModelsIsRefused() throws IOException {
        Path other = Fixtures.withTensors(
                Fixtures.adapters("seq_bn-tiny-gpt2"),
                folder.resolve("other"),
                "model_head.safetensors",
                tensors -> tensors.compute(
                        "lm_head.weight",
                        (name, values) -> Tensors.sum(
                                values, Tensors.ones(values.floats().length).floats())));

        refused(ConfigurationException.class, other, "head_config.json", "not the base model's own");
    }

    @ParameterizedTest
    @CsvSource({"unipelt-tiny-gpt2, tiny-t5", "unipelt-tiny-t5, tiny-gpt2", "lora-tiny-roberta, tiny-bert"})
    void aFolderOfAnotherFamilyIsRefused(String name, String base) {
        String message = assertThrows(DataException.class, () -> Fixtures.convert(Fixtures.adapters(name), base))
                .getMessage();
        assertTrue(message.contains(name.substring(name.indexOf("tiny-") + 5)), message);
    }

    private static <E extends UniPeltException> void refused(Class<E> kind, Path directory, String... words) {
        String message = assertThrows(kind, () -> Fixtures.convert(directory)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }
}
