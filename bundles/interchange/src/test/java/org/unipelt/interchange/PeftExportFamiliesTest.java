package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.PackContents;

/** Packs of families whose modules hold several maps, or whose halves peft sees apart. */
class PeftExportFamiliesTest {
    private static final String FUSED = "transformer.h.1.attn.c_attn";
    private static final String LORA_A = ".lora_A.weight";
    private static final String LORA_B = ".lora_B.weight";

    @TempDir
    Path folder;

    private static PackContents pack(String name) {
        return Fixtures.pack(Fixtures.convert(Fixtures.peft(name)));
    }

    private static PackContents with(
            PackContents pack, List<Map<String, Object>> methods, Map<String, TensorData> weights) {
        return new PackContents(pack.composition().withMethods(methods), pack.taskState(), weights, pack.results());
    }

    private static Map<String, Object> changed(Map<String, Object> method, String key, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(method);
        copy.put(key, value);
        return copy;
    }

    private Converted again(Exported exported, String base) {
        Path written = folder.resolve("written");
        exported.write(Fixtures.FILES, written);
        return Fixtures.convert(written, base);
    }

    /** Row by row, what a site's LoRA adds: scale a b. */
    private static double[] product(Converted pack, String site) {
        Map<String, Object> method = pack.methods().stream()
                .filter(m -> pack.weights().containsKey(m.getOrDefault("name", "lora") + "." + site + ".a"))
                .findFirst()
                .orElseThrow();
        String name = method.getOrDefault("name", "lora") + "." + site;
        TensorData a = pack.weights().get(name + ".a");
        TensorData b = pack.weights().get(name + ".b");
        int rank = (Integer) method.get("r");
        double alpha = ((Number) method.get("lora_alpha")).doubleValue();
        double scale = alpha / (Boolean.TRUE.equals(method.get("use_rslora")) ? Math.sqrt(rank) : rank);
        int in = (int) a.shape().get(0);
        int out = (int) b.shape().get(1);
        assertEquals(rank, a.shape().get(1));
        double[] product = new double[in * out];
        for (int i = 0; i < in * out; i++) {
            for (int r = 0; r < rank; r++) {
                product[i] += scale * a.floats()[i / out * rank + r] * b.floats()[r * out + i % out];
            }
        }
        return product;
    }

    @ParameterizedTest
    @CsvSource({"false, 15", "true, 8.660254037844386"})
    void mapsOfAFusedModuleWithDifferentAsStandBlockByBlockAndAddTheSame(boolean rankStabilised, double alpha) {
        PackContents pack = pack("lora-tiny-gpt2");
        Map<String, TensorData> weights = new LinkedHashMap<>(pack.weights());
        weights.computeIfPresent(
                "lora.decoder.layer.1.key.a",
                (name, a) -> Tensors.sum(a, Tensors.ones(96).floats()));
        PackContents own = with(
                pack, List.of(changed(pack.composition().methods().get(0), "use_rslora", rankStabilised)), weights);

        Exported exported = Fixtures.export(own);

        assertEquals(Map.of(FUSED, 9), exported.config().get("rank_pattern"));
        Map<?, ?> alphas = (Map<?, ?>) exported.config().get("alpha_pattern");
        assertEquals(Set.of(FUSED), alphas.keySet());
        assertEquals(alpha, (Double) alphas.get(FUSED), 1e-12);
        assertEquals(
                Shape.of(9, 32),
                exported.tensors().get("base_model.model." + FUSED + LORA_A).shape());
        Converted before = Fixtures.convert(Fixtures.peft("lora-tiny-gpt2"));
        Converted changed =
                new Converted(own.composition().methods(), before.gating(), null, weights, List.of(), Map.of());
        Converted after = again(exported, Fixtures.GPT2);
        for (int layer = 0; layer < 3; layer++) {
            for (String kind : List.of("query", "key", "value")) {
                String site = "decoder.layer." + layer + "." + kind;
                assertArrayEquals(product(changed, site), product(after, site), 1e-6, site);
            }
        }
    }

    @Test
    void aMapOfAFusedModuleWithoutLoraGetsZeros() {
        Converted adapters = Fixtures.convert(Fixtures.adapters("lora-tiny-gpt2"));
        PackContents pack =
                new PackContents(adapters.composition(Fixtures.GPT2), Map.of(), adapters.weights(), Map.of());

        Converted after = again(Fixtures.export(pack), Fixtures.GPT2);

        for (int layer = 0; layer < 3; layer++) {
            String site = "decoder.layer." + layer + ".";
            assertArrayEquals(product(adapters, site + "query"), product(after, site + "query"), 1e-6);
            assertArrayEquals(new double[32 * 32], product(after, site + "key"));
            assertArrayEquals(product(adapters, site + "value"), product(after, site + "value"), 1e-6);
        }
    }

    @Test
    void conv1dIsToldAsFanIn() {
        assertEquals(true, Fixtures.export(pack("lora-tiny-gpt2")).config().get("fan_in_fan_out"));
        assertEquals(false, Fixtures.export(pack("lora-tiny-t5")).config().get("fan_in_fan_out"));
    }

    @Test
    void wholeBiasesOfAFusedModuleComeBack() {
        String bias = "base_model.model." + FUSED + ".base_layer.bias";
        Converted converted = Fixtures.with(Fixtures.GPT2, model -> {
            Map<String, Object> config = new LinkedHashMap<>(
                    Json.read(Fixtures.peft("lora-tiny-gpt2").resolve(Folder.CONFIG)));
            config.put("bias", "lora_only");
            return PeftImport.convert("config", config, withBiases(), model);
        });
        float[] base = Fixtures.tensors(Fixtures.RESOURCES.resolve(Fixtures.GPT2), "model.safetensors")
                .get(FUSED + ".bias")
                .floats();

        float[] shift =
                converted.weights().get("lora.decoder.layer.1.value.bias_shift").floats();
        Map<String, TensorData> written =
                Fixtures.export(Fixtures.pack(converted)).tensors();

        // the value's columns are the last third
        assertEquals(64 + 5 - base[64 + 5], shift[5], 1e-5);
        for (int i = 0; i < 96; i++) {
            assertEquals(i, written.get(bias).floats()[i], 1e-5);
        }
    }

    private static SavedTensors withBiases() {
        Map<String, TensorData> tensors =
                new LinkedHashMap<>(Fixtures.tensors(Fixtures.peft("lora-tiny-gpt2"), Folder.PEFT_TENSORS));
        float[] values = new float[96];
        for (int i = 0; i < 96; i++) {
            values[i] = i;
        }
        for (int layer = 0; layer < 3; layer++) {
            tensors.put(
                    "base_model.model.transformer.h." + layer + ".attn.c_attn.base_layer.bias",
                    TensorData.of(Shape.of(96), values));
        }
        return new SavedTensors("tensors", tensors);
    }

    @Test
    void scalesOfAFusedModuleComeBack() {
        Map<String, Object> config = Map.of(
                "peft_type",
                "IA3",
                "base_model_name_or_path",
                Fixtures.GPT2,
                "target_modules",
                List.of("c_attn", "mlp.c_proj"),
                "feedforward_modules",
                List.of("mlp.c_proj"));
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < 3; layer++) {
            String h = "base_model.model.transformer.h." + layer + ".";
            tensors.put(h + "attn.c_attn.ia3_l", counting(Shape.of(96, 1)));
            tensors.put(h + "mlp.c_proj.ia3_l", counting(Shape.of(1, 128)));
        }

        Converted converted = Fixtures.with(
                Fixtures.GPT2, model -> PeftImport.convert("config", config, new SavedTensors("t", tensors), model));
        Exported exported = Fixtures.export(Fixtures.pack(converted));

        float[] key = converted.weights().get("ia3.decoder.layer.2.key.scale").floats();
        assertEquals(32, key.length);
        assertEquals(32 + 7, key[7]);
        assertEquals(List.of("ffn_out"), converted.methods().get(0).get("feedforward_targets"));
        assertEquals(tensors, exported.tensors());
        assertEquals(true, exported.config().get("fan_in_fan_out"));
    }

    private static TensorData counting(Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return TensorData.of(shape, values);
    }

    @Test
    void ofTheVirtualTokensOfT5TheDecodersComeBackAsTheEncoders() {
        Exported exported = Fixtures.export(pack("prompt-tiny-t5"));

        float[] before = Fixtures.tensors(Fixtures.peft("prompt-tiny-t5"), Folder.PEFT_TENSORS)
                .get("prompt_embeddings")
                .floats();
        TensorData after = exported.tensors().get("prompt_embeddings");
        assertEquals(Shape.of(6, 32), after.shape());
        for (int i = 0; i < 96; i++) {
            assertEquals(before[i], after.floats()[i]);
            assertEquals(before[i], after.floats()[96 + i]);
        }
        assertEquals(2, exported.config().get("num_transformer_submodules"));
    }

    @ParameterizedTest
    @CsvSource({
        "stages, 'encoder,decoder'",
        "targets, 'key_value,cross_key_value'",
    })
    void aPrefixThatStandsWhereNoneOfPeftsDoesIsRefused(String key, String words) {
        PackContents pack = pack("prefix-tiny-t5");
        Map<String, Object> method = changed(pack.composition().methods().get(0), key, List.of(words.split(",")));

        refused(with(pack, List.of(method), pack.weights()), "prefix-tuning", key);
    }

    @Test
    void aPrefixApartFromRelativePlacesIsRefused() {
        PackContents pack = pack("prefix-tiny-t5");
        Map<String, Object> method = changed(pack.composition().methods().get(0), "relative_positions", "apart");

        refused(with(pack, List.of(method), pack.weights()), "relative_positions", "in_front");
    }

    @ParameterizedTest
    @CsvSource({
        // the classifier of GPT-2 reads the last token, without a hidden layer, that of RoBERTa the first, through one
        "lora-tiny-gpt2-cls, first, by 'last'",
        "lora-tiny-roberta-cls, last, by 'first' through one",
        "lora-tiny-bert-cls, last, by 'pooler'",
    })
    void aHeadThatReadsAnotherTokenThanTheFamilysIsRefused(String name, String pooling, String reason) {
        PackContents pack = pack(name);
        Map<String, Object> state = new LinkedHashMap<>(pack.taskState());
        state.put("pooling", pooling);

        refused(new PackContents(pack.composition(), state, pack.weights(), pack.results()), pooling, reason);
    }

    @Test
    void aBiasThatTheScoresOfGpt2HaveNoPlaceForIsRefused() {
        PackContents pack = pack("lora-tiny-gpt2-cls");
        Map<String, TensorData> weights = new LinkedHashMap<>(pack.weights());
        weights.put("head.classifier.bias", Tensors.ones(3));

        refused(with(pack, pack.composition().methods(), weights), "bias");
    }

    @Test
    void aHeadThatIsLeftToTheFamilyIsExportedAsTheFamilysReads() {
        PackContents pack = pack("lora-tiny-gpt2-cls");
        Map<String, Object> state = new LinkedHashMap<>(pack.taskState());
        state.put("pooling", "auto");

        Exported exported =
                Fixtures.export(new PackContents(pack.composition(), state, pack.weights(), pack.results()));

        assertTrue(exported.tensors().containsKey("base_model.model.score.weight"));
        assertEquals(List.of("classifier", "score"), exported.config().get("modules_to_save"));
    }

    /** Trained here, so that nothing is known of how peft calls the model's parts. */
    @ParameterizedTest
    @ValueSource(strings = {"lora-tiny-gpt2", "lora-tiny-t5", "prefix-tiny-gpt2", "prefix-tiny-t5", "prompt-tiny-t5"})
    void aModelThatWritesIsToldByItsTaskAndHasPeftsNames(String name) {
        PackContents imported = pack(name);
        Composition own = imported.composition().withTask(Map.of("type", "text-to-text"));

        Exported exported =
                Fixtures.export(new PackContents(own, Map.of("separator", "\n"), imported.weights(), Map.of()));

        Exported before = Fixtures.export(imported);
        assertEquals(before.config().get("task_type"), exported.config().get("task_type"));
        assertEquals(before.tensors().keySet(), exported.tensors().keySet());
        assertNull(exported.config().get("modules_to_save"));
        assertTrue(
                exported.notes().toString().contains("{\"prefix\":\"\",\"separator\":\"\\n\"}"),
                exported.notes()::toString);
    }

    @Test
    void twoEntriesAtMapsOfOneFusedModuleAreRefused() {
        PackContents pack = pack("lora-tiny-gpt2");
        Map<String, Object> method = pack.composition().methods().get(0);
        List<Map<String, Object>> methods = List.of(
                changed(method, "targets", List.of("query", "key")),
                changed(changed(method, "name", "second"), "targets", List.of("value")));
        Map<String, TensorData> weights = new LinkedHashMap<>();
        List<String> moved = new ArrayList<>();
        pack.weights().forEach((name, values) -> {
            boolean value = name.contains(".value.");
            weights.put(value ? name.replaceFirst("^lora", "second") : name, values);
            if (value) {
                moved.add(name);
            }
        });

        assertEquals(6, moved.size());
        refused(with(pack, methods, weights), "two of its entries");
    }

    private static void refused(PackContents pack, String... words) {
        String message = assertThrows(ConfigurationException.class, () -> Fixtures.export(pack))
                .getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }
}
