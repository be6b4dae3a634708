package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

/** What peft saved for other families than BERT; layers 0 to 2, hidden size 32, rank 3. */
class PeftFamiliesTest {
    private static final String WHOLE = "base_model.model.";
    private static final Map<String, String> T5_ATTENTIONS = Map.of(
            "encoder", "encoder.block.%d.layer.0.SelfAttention.",
            "decoder", "decoder.block.%d.layer.0.SelfAttention.",
            "cross", "decoder.block.%d.layer.1.EncDecAttention.");

    private static Converted convert(String name) {
        return Fixtures.convert(Fixtures.peft(name));
    }

    private static Saved saved(String name, Converted converted) {
        return new Saved(Fixtures.peft(name), Folder.PEFT_TENSORS, converted);
    }

    private static Map<String, Object> lora(String... targets) {
        return Map.of(
                "method",
                "lora",
                "r",
                3,
                "lora_alpha",
                5.0,
                "dropout",
                0.1,
                "targets",
                List.of(targets),
                "use_rslora",
                false,
                "lora_bias",
                false,
                "bias",
                "none");
    }

    private static void noHead(Converted converted) {
        assertEquals(Map.of("network", "none"), converted.gating());
        assertEquals(Map.of("type", "none"), converted.composition("base").task());
    }

    @Test
    void aFusedModuleGivesQueryKeyAndValueTheSameAAndTheirOwnRowsOfB() {
        Converted converted = convert("lora-tiny-gpt2");

        assertEquals(List.of(lora("query", "key", "value")), converted.methods());
        noHead(converted);
        Saved saved = saved("lora-tiny-gpt2", converted);
        for (int layer = 0; layer < 3; layer++) {
            fused(saved, layer);
        }
        saved.all();
    }

    private static void fused(Saved saved, int layer) {
        String module = WHOLE + "transformer.h." + layer + ".attn.c_attn.";
        int row = 0;
        for (String kind : List.of("query", "key", "value")) {
            String site = "lora.decoder.layer." + layer + "." + kind;
            saved.turned(site + ".a", module + "lora_A.weight")
                    .turnedRows(site + ".b", module + "lora_B.weight", row, row + 32);
            row += 32;
        }
    }

    @Test
    void allLinearMapsOfGpt2AreOneEntry() {
        Converted converted = convert("lora-tiny-gpt2-all-linear");

        assertEquals(
                List.of(lora("query", "key", "value", "attention_output", "ffn_in", "ffn_out")), converted.methods());
        noHead(converted);
        Saved saved = saved("lora-tiny-gpt2-all-linear", converted);
        Map<String, String> modules =
                Map.of("attention_output", "attn.c_proj", "ffn_in", "mlp.c_fc", "ffn_out", "mlp.c_proj");
        for (int layer = 0; layer < 3; layer++) {
            fused(saved, layer);
            String h = WHOLE + "transformer.h." + layer + ".";
            String site = "lora.decoder.layer." + layer + ".";
            modules.forEach((kind, module) -> saved.turned(site + kind + ".a", h + module + ".lora_A.weight")
                    .turned(site + kind + ".b", h + module + ".lora_B.weight"));
        }
        saved.all();
    }

    @Test
    void scoresOfGpt2ReadTheLastTokenWithoutBias() {
        Converted converted = convert("lora-tiny-gpt2-cls");

        assertEquals(List.of(lora("query", "key", "value")), converted.methods());
        assertEquals(
                Map.of("type", "classification", "pooling", "last"),
                converted.composition("base").task());
        Saved saved = saved("lora-tiny-gpt2-cls", converted);
        saved.turned("head.classifier.weight", WHOLE + "score.weight");
        assertEquals(
                TensorData.of(Shape.of(3), new float[3]), converted.weights().get("head.classifier.bias"));
    }

    @ParameterizedTest
    @CsvSource({"lora-tiny-roberta, false", "lora-tiny-roberta-cls, true"})
    void robertaIsReadAsBertIsAndItsClassifierHasAHiddenLayer(String name, boolean head) {
        Converted converted = convert(name);

        assertEquals(List.of(lora("query", "value")), converted.methods());
        Saved saved = saved(name, converted);
        for (int layer = 0; layer < 3; layer++) {
            for (String kind : List.of("query", "value")) {
                String module = WHOLE + "roberta.encoder.layer." + layer + ".attention.self." + kind + ".";
                saved.turned("lora.encoder.layer." + layer + "." + kind + ".a", module + "lora_A.weight")
                        .turned("lora.encoder.layer." + layer + "." + kind + ".b", module + "lora_B.weight");
            }
        }
        if (head) {
            classifier(converted, saved, WHOLE);
        } else {
            noHead(converted);
        }
        saved.all();
    }

    private static void classifier(Converted converted, Saved saved, String prefix) {
        assertEquals(
                Map.of("type", "classification", "pooling", "first", "hidden_layer", true),
                converted.composition("base").task());
        saved.turned("head.dense.weight", prefix + "classifier.dense.weight")
                .same("head.dense.bias", prefix + "classifier.dense.bias")
                .turned("head.classifier.weight", prefix + "classifier.out_proj.weight")
                .same("head.classifier.bias", prefix + "classifier.out_proj.bias");
    }

    @Test
    void loraOfT5ReachesAllThreeAttentions() {
        Converted converted = convert("lora-tiny-t5");

        assertEquals(List.of(lora("query", "value", "cross_query", "cross_value")), converted.methods());
        noHead(converted);
        Saved saved = saved("lora-tiny-t5", converted);
        for (int layer = 0; layer < 3; layer++) {
            for (Map.Entry<String, String> attention : T5_ATTENTIONS.entrySet()) {
                boolean cross = attention.getKey().equals("cross");
                String site = "lora." + (cross ? "decoder" : attention.getKey()) + ".layer." + layer + "."
                        + (cross ? "cross_" : "");
                String module = WHOLE + String.format(attention.getValue(), layer);
                for (String kind : List.of("query", "value")) {
                    String map = module + kind.charAt(0);
                    saved.turned(site + kind + ".a", map + ".lora_A.weight")
                            .turned(site + kind + ".b", map + ".lora_B.weight");
                }
            }
        }
        saved.all();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix-tiny-gpt2", "prefix-tiny-gpt2-projection"})
    void aPrefixOfGpt2MovesTheText(String name) {
        Converted converted = convert(name);

        assertEquals(
                List.of(Map.of("method", "prefix-tuning", "prefix_length", 4, "position_offset", 4)),
                converted.methods());
        prefixes(saved(name, converted), new int[] {0, 1, 2});
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix-tiny-t5", "prefix-tiny-t5-projection"})
    void aPrefixOfT5StandsInTheDecoderWhoseLayersReadEverySecondBlock(String name) {
        Converted converted = convert(name);

        assertEquals(
                List.of(Map.of(
                        "method",
                        "prefix-tuning",
                        "prefix_length",
                        4,
                        "stages",
                        List.of("decoder"),
                        "targets",
                        List.of("key_value"),
                        "relative_positions",
                        "in_front")),
                converted.methods());
        // 2 i mod 3
        prefixes(saved(name, converted), new int[] {0, 2, 1});
        assertEquals(List.of(), converted.notes());
    }

    private static void prefixes(Saved saved, int[] blocks) {
        for (int layer = 0; layer < 3; layer++) {
            String site = "prefix-tuning.decoder.layer." + layer + ".key_value.";
            saved.columns(site + "key", "prompt_embeddings", blocks[layer] * 64)
                    .columns(site + "value", "prompt_embeddings", blocks[layer] * 64 + 32);
        }
        saved.all();
    }

    @ParameterizedTest
    @CsvSource({
        "prompt-tiny-gpt2, decoder, false",
        "prompt-tiny-roberta, encoder, false",
        "prompt-tiny-roberta-cls, encoder, true",
        "prompt-tiny-t5, encoder, false",
    })
    void promptsStandInFrontOfWhatIsRead(String name, String stage, boolean head) {
        Converted converted = convert(name);

        assertEquals(
                List.of(Map.of(
                        "method",
                        "prompt-tuning",
                        "num_virtual_tokens",
                        3,
                        "positions",
                        "shifted",
                        "summary",
                        "prompt")),
                converted.methods());
        Saved saved = saved(name, converted);
        String ours = "prompt-tuning." + stage + ".embeddings.embeddings";
        saved.columns(ours, "prompt_embeddings", 0);
        assertEquals(Shape.of(3, 32), converted.weights().get(ours).shape());
        if (head) {
            classifier(converted, saved, "base_model.");
        }
        saved.all();
    }

    @Test
    void aUserIsToldThatTheDecodersVirtualTokensAreLeftBehind() {
        String notes = convert("prompt-tiny-t5").notes().toString();

        assertTrue(notes.contains("decoder") && notes.contains("left behind"), notes);
    }

    @Test
    void whereAClassifierReadsPaddingBehindPromptsIsTold() {
        Converted converted = convert("prompt-tiny-gpt2-cls");

        assertEquals("last", converted.composition("base").task().get("pooling"));
        assertTrue(
                converted.notes().toString().contains("reads the last place of a batch"),
                () -> converted.notes().toString());
    }
}
