package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;

class PeftImportTest {
    private static final String LAYER = "base_model.model.bert.encoder.layer.";

    private static Map<String, Object> lora(
            int rank, double alpha, boolean rankStabilised, boolean bias, String biases) {
        return Map.of(
                "method",
                "lora",
                "r",
                rank,
                "lora_alpha",
                alpha,
                "dropout",
                0.1,
                "use_rslora",
                rankStabilised,
                "lora_bias",
                bias,
                "bias",
                biases);
    }

    private static Map<String, Object> with(Map<String, Object> options, Object... more) {
        Map<String, Object> all = new java.util.HashMap<>(options);
        for (int i = 0; i < more.length; i += 2) {
            all.put((String) more[i], more[i + 1]);
        }
        return all;
    }

    private static Map<String, TensorData> saved(String name) {
        return Fixtures.tensors(Fixtures.peft(name), Folder.PEFT_TENSORS);
    }

    @Test
    void loraBecomesOneUngatedMethodWithoutAHead() {
        Composition composition =
                Fixtures.convert(Fixtures.peft("lora-tiny-bert")).composition("tiny-bert");

        assertEquals(
                List.of(with(lora(3, 5, false, false, "none"), "targets", List.of("query", "value"))),
                composition.methods());
        assertEquals(Map.of("network", "none"), composition.gating());
        assertEquals(Map.of("type", "none"), composition.task());
    }

    @Test
    void linearWeightsAreTransposed() {
        Converted converted = Fixtures.convert(Fixtures.peft("lora-tiny-bert"));
        TensorData theirs = saved("lora-tiny-bert").get(LAYER + "1.attention.self.value.lora_A.weight");
        TensorData ours = converted.weights().get("lora.encoder.layer.1.value.a");

        assertEquals(Shape.of(32, 3), ours.shape());
        for (int i = 0; i < 32; i++) {
            for (int r = 0; r < 3; r++) {
                assertEquals(theirs.floats()[r * 32 + i], ours.floats()[i * 3 + r]);
            }
        }
        assertEquals(12, converted.weights().size());
    }

    @Test
    void sitesOfOneRankAndAlphaInTheSameLayersAreOneEntry() {
        Converted converted = Fixtures.convert(Fixtures.peft("lora-tiny-bert-patterns"));

        Map<String, Object> usual = lora(3, 5, false, false, "none");
        assertEquals(
                List.of(
                        with(usual, "targets", List.of("query"), "layers", "0,1"),
                        with(usual, "name", "lora-2", "targets", List.of("value"), "layers", "0"),
                        with(
                                lora(5, 5, false, false, "none"),
                                "name",
                                "lora-3",
                                "targets",
                                List.of("value"),
                                "layers",
                                "1"),
                        with(
                                lora(2, 8, false, false, "none"),
                                "name",
                                "lora-4",
                                "targets",
                                List.of("ffn_in"),
                                "layers",
                                "0,1")),
                converted.methods());
        assertEquals(
                Shape.of(32, 5),
                converted.weights().get("lora-3.encoder.layer.1.value.a").shape());
        assertEquals(
                Shape.of(2, 64),
                converted.weights().get("lora-4.encoder.layer.0.ffn_in.b").shape());
    }

    @Test
    void wholeBiasesBecomeShiftsOfTheBaseModels() {
        Converted converted = Fixtures.convert(Fixtures.peft("lora-tiny-bert-bias-rslora"));

        assertEquals(
                with(
                        lora(3, 6, true, false, "lora_only"),
                        "targets",
                        List.of("attention_output", "key", "query", "value")),
                converted.methods().get(0));
        float[] base = Fixtures.tensors(Fixtures.RESOURCES.resolve("tiny-bert"), "model.safetensors")
                .get("bert.encoder.layer.2.attention.output.dense.bias")
                .floats();
        float[] whole = saved("lora-tiny-bert-bias-rslora")
                .get(LAYER + "2.attention.output.dense.base_layer.bias")
                .floats();
        float[] shift = converted
                .weights()
                .get("lora.encoder.layer.2.attention_output.bias_shift")
                .floats();
        for (int i = 0; i < base.length; i++) {
            assertEquals(whole[i], base[i] + shift[i], 1e-7f);
        }
    }

    @Test
    void biasesOfTheLanguageModelsHeadBecomeCopiesInPlaceOfTheBaseModels() {
        Converted converted = Fixtures.convert(Fixtures.peft("lora-tiny-bert-all-bias"));

        Map<String, TensorData> saved = saved("lora-tiny-bert-all-bias");
        Set<String> names = Set.of(
                "cls.predictions.bias",
                "cls.predictions.transform.dense.bias",
                "cls.predictions.transform.LayerNorm.bias");
        assertEquals(names, converted.copies());
        for (String name : names) {
            assertEquals(
                    saved.get("base_model.model." + name), converted.weights().get("base." + name));
        }
        assertEquals(
                Map.of("cls.predictions.decoder.bias", "cls.predictions.bias"),
                converted.origin().get(Origin.TIED));
        assertEquals(Set.of(), Fixtures.convert(Fixtures.peft("lora-tiny-bert")).copies());
    }

    @ParameterizedTest
    @CsvSource({
        "lora-tiny-bert-cls-all-bias, classifier.bias, classifier.bias",
        "lora-tiny-roberta-cls-all-bias, classifier.bias, classifier.out_proj.bias",
        "lora-tiny-roberta-cls-all-bias, dense.bias, classifier.dense.bias"
    })
    void biasesOfAClassifierThatAreSavedAgainAreLeftOut(String folder, String ours, String theirs) {
        Converted converted = Fixtures.convert(Fixtures.peft(folder));

        assertEquals("all", converted.methods().get(0).get("bias"));
        assertEquals(Set.of(), converted.copies());
        assertEquals(
                saved(folder).get("base_model.model." + theirs),
                converted.weights().get("head." + ours));
        String note = String.join("\n", converted.notes());
        assertTrue(note.contains("peft saves the biases of a classifier again"), note);
    }

    @Test
    void biasesThatTheSavedModelDoesNotHaveAreNotShifted() {
        Converted converted = Fixtures.convert(Fixtures.peft("lora-tiny-bert-all-bias"));

        assertEquals("all", converted.methods().get(0).get("bias"));
        assertTrue(converted.weights().containsKey("lora.encoder.embedding_norm.bias_shift"));
        assertTrue(converted.weights().containsKey("lora.encoder.layer.0.ffn_norm.bias_shift"));
        assertEquals(
                TensorData.of(Shape.of(32), new float[32]), converted.weights().get("lora.encoder.pooler.bias_shift"));
    }

    @Test
    void theBiasOfTheProductIsItsOwnParameter() {
        Converted converted = Fixtures.convert(Fixtures.peft("lora-tiny-bert-lora-bias"));

        assertEquals(true, converted.methods().get(0).get("lora_bias"));
        assertEquals(
                saved("lora-tiny-bert-lora-bias").get(LAYER + "0.attention.self.query.lora_B.bias"),
                converted.weights().get("lora.encoder.layer.0.query.bias"));
    }

    @Test
    void aSavedClassifierBecomesAHeadBehindThePooler() {
        Converted converted = Fixtures.convert(Fixtures.peft("lora-tiny-bert-cls"));

        assertEquals(
                Map.of("type", "classification", "pooling", "pooler"),
                converted.composition("tiny-bert").task());
        assertEquals(List.of("LABEL_0", "LABEL_1", "LABEL_2"), converted.head().labels());
        assertEquals(
                Tensors.transposed(saved("lora-tiny-bert-cls").get("base_model.model.classifier.weight")),
                converted.weights().get("head.classifier.weight"));
    }

    @Test
    void ia3ScalesOutputsAndTheInputsOfFeedforwardModules() {
        Converted converted = Fixtures.convert(Fixtures.peft("ia3-tiny-bert"));

        Map<String, Object> method = converted.methods().get(0);
        assertEquals(1, converted.methods().size());
        assertEquals(
                List.of("attention_output", "ffn_out", "key", "value"),
                ((List<?>) method.get("targets"))
                        .stream().map(String::valueOf).sorted().toList());
        assertEquals(
                List.of("attention_output", "ffn_out"),
                ((List<?>) method.get("feedforward_targets"))
                        .stream().map(String::valueOf).sorted().toList());
        assertArrayEquals(
                saved("ia3-tiny-bert").get(LAYER + "1.output.dense.ia3_l").floats(),
                converted.weights().get("ia3.encoder.layer.1.ffn_out.scale").floats());
        assertEquals(
                Shape.of(64),
                converted.weights().get("ia3.encoder.layer.1.ffn_out.scale").shape());
    }

    @Test
    void aPrefixIsCutIntoKeysAndValuesAndMovesTheText() {
        Converted converted = Fixtures.convert(Fixtures.peft("prefix-tiny-bert-cls"));

        assertEquals(
                Map.of("method", "prefix-tuning", "prefix_length", 4, "position_offset", 4),
                converted.methods().get(0));
        float[] all = saved("prefix-tiny-bert-cls").get("prompt_embeddings").floats();
        float[] value = converted
                .weights()
                .get("prefix-tuning.encoder.layer.1.key_value.value")
                .floats();
        // row 2, the fourth block of 32: layer 1's values
        assertEquals(all[2 * 192 + 3 * 32 + 7], value[2 * 32 + 7]);
        assertEquals(3, converted.head().labels().size());
    }

    @Test
    void aPromptTakesTheFirstPositionsAndTheHeadReadsIt() {
        Converted converted = Fixtures.convert(Fixtures.peft("prompt-tiny-bert-cls"));

        assertEquals(
                Map.of("method", "prompt-tuning", "num_virtual_tokens", 3, "positions", "shifted", "summary", "prompt"),
                converted.methods().get(0));
        assertEquals(
                saved("prompt-tiny-bert-cls").get("prompt_embeddings"),
                converted.weights().get("prompt-tuning.encoder.embeddings.embeddings"));
        assertEquals(List.of(), converted.notes());
    }

    @Test
    void aUserIsToldWherePeftDropsTokenTypes() {
        Converted converted = Fixtures.convert(Fixtures.peft("prompt-tiny-bert"));

        assertNull(converted.head());
        assertTrue(
                converted.notes().get(0).contains("token types"),
                converted.notes().toString());
    }
}
