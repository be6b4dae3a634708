package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

class AdaptersImportTest {
    private static final String POOL = "bert.prefix_tuning.prefix_tunings.task.self_prefix.";

    private static Converted convert(String name) {
        return Fixtures.convert(Fixtures.adapters(name));
    }

    private static Map<String, TensorData> saved(String name, String file) {
        return Fixtures.tensors(Fixtures.adapters(name), file);
    }

    @Test
    void aHeadOfTwoMapsReadsTheFirstPlaceThroughAHiddenLayer() {
        Converted converted = convert("double_seq_bn");

        assertEquals(
                Map.of("type", "classification", "pooling", "first", "hidden_layer", true),
                converted.composition("tiny-bert").task());
        Map<String, TensorData> head = saved("double_seq_bn", "model_head.safetensors");
        assertEquals(
                Tensors.transposed(head.get("heads.task.1.weight")),
                converted.weights().get("head.dense.weight"));
        assertEquals(head.get("heads.task.4.bias"), converted.weights().get("head.classifier.bias"));
        assertEquals(List.of("LABEL_0", "LABEL_1", "LABEL_2"), converted.head().labels());
    }

    @Test
    void adaptersBehindBothBlocksAreHoulsbys() {
        Converted converted = convert("double_seq_bn");

        assertEquals(List.of(Fixtures.adapter("houlsby", "swish", 1.0, 8)), converted.methods());
        assertEquals(
                Tensors.transposed(saved("double_seq_bn", Fixtures.PLAIN)
                        .get("bert.encoder.layer.2.attention.output.adapters.task.adapter_up.weight")),
                converted.weights().get("adapter.encoder.layer.2.attention_block.up.weight"));
    }

    @Test
    void aLearnedScalingIsAWeight() {
        Converted converted = convert("scaled_par_bn");

        assertEquals(List.of(Fixtures.adapter("parallel", "relu", "learned", 16)), converted.methods());
        assertEquals(
                saved("scaled_par_bn", Fixtures.PLAIN).get("bert.encoder.layer.0.output.adapters.task.scaling"),
                converted.weights().get("adapter.encoder.layer.0.ffn_block.scaling"));
    }

    @Test
    void mamIsAPrefixAndAScaledParallelAdapterUngated() {
        Converted converted = convert("mam");

        assertEquals(
                List.of(
                        Map.of("method", "prefix-tuning", "prefix_length", 4),
                        Fixtures.adapter("parallel", "relu", 4.0, 16)),
                converted.methods());
        assertEquals(Map.of("network", "none"), converted.gating());
    }

    @Test
    void uniPeltIsGatedByTheMeanOverAllPositionsAndLoraIsNotScaled() {
        Converted converted = convert("unipelt_two_prefix_gates");

        assertEquals(Map.of("network", "feed-forward", "pooling", "faithful"), converted.gating());
        assertEquals(
                List.of(
                        Map.of("method", "prefix-tuning", "prefix_length", 4, "shared_gating", false),
                        Fixtures.adapter("pfeiffer", "relu", 1.0, 8),
                        Map.of(
                                "method",
                                "lora",
                                "r",
                                3,
                                "lora_alpha",
                                3.0,
                                "dropout",
                                0.0,
                                "targets",
                                List.of("query", "value"))),
                converted.methods());
        Map<String, TensorData> theirs = saved("unipelt_two_prefix_gates", Fixtures.COPY);
        assertEquals(
                Tensors.transposed(theirs.get("bert.encoder.layer.1.attention.self.value.loras.task.gate.weight")),
                converted.weights().get("gate.encoder.layer.1.lora.value.weight"));
        assertEquals(
                theirs.get("bert.encoder.layer.2.output.adapters.task.gate.bias"),
                converted.weights().get("gate.encoder.layer.2.adapter.ffn_block.bias"));
        float[] both = theirs.get("bert.encoder.layer.0.attention.self.prefix_tuning.prefix_gates.task.weight")
                .floats();
        assertEquals(
                both[3],
                converted
                        .weights()
                        .get("gate.encoder.layer.0.prefix-tuning.key_value.weight")
                        .floats()[3]);
        assertEquals(
                both[32 + 3],
                converted
                        .weights()
                        .get("gate.encoder.layer.0.prefix-tuning.key_value.values.weight")
                        .floats()[3]);
    }

    @Test
    void membersWithoutGatesKeepNoneWhereOthersAreGated(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder)
            throws java.io.IOException {
        java.nio.file.Path mixed = Fixtures.withConfig(
                Fixtures.adapters("unipelt_flat"), folder.resolve("configured"), config -> member(config, 2)
                        .put("use_gating", false));
        mixed = Fixtures.withTensors(mixed, folder.resolve("mixed"), Fixtures.COPY, tensors -> tensors.keySet()
                .removeIf(name -> name.contains("loras.task.gate")));

        Converted converted = Fixtures.convert(mixed);

        Map<String, Object> lora = converted.methods().get(2);
        assertEquals(Map.of("network", "none"), lora.get("gating"));
        assertEquals(5.0, lora.get("lora_alpha"));
        assertTrue(converted.methods().stream()
                        .filter(m -> m.containsKey("gating"))
                        .count()
                == 1);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> member(Map<String, Object> config, int i) {
        return ((List<Map<String, Object>>) ((Map<String, Object>) config.get("config")).get("configs")).get(i);
    }

    @Test
    void aFlatPrefixIsCutIntoKeysAndValues() {
        float[] all = saved("prefix_tuning_flat", Fixtures.COPY)
                .get(POOL + "control_trans")
                .floats();
        float[] key = convert("prefix_tuning_flat")
                .weights()
                .get("prefix-tuning.encoder.layer.2.key_value.key")
                .floats();

        assertEquals(all[3 * 192 + 4 * 32 + 5], key[3 * 32 + 5]);
    }

    @Test
    void aPrefixBehindATrainingNetworkIsWhatTheNetworkGives() {
        Map<String, TensorData> theirs = saved("prefix_tuning", Fixtures.COPY);
        float[] embedding = theirs.get(POOL + "wte.weight").floats();
        float[] w0 = theirs.get(POOL + "control_trans.0.weight").floats();
        float[] b0 = theirs.get(POOL + "control_trans.0.bias").floats();
        float[] w2 = theirs.get(POOL + "control_trans.2.weight").floats();
        float[] b2 = theirs.get(POOL + "control_trans.2.bias").floats();
        float[] value = convert("prefix_tuning")
                .weights()
                .get("prefix-tuning.encoder.layer.1.key_value.value")
                .floats();

        for (int p = 0; p < 4; p++) {
            for (int h = 0; h < 32; h++) {
                int column = 3 * 32 + h;
                double sum = b2[column];
                for (int m = 0; m < 10; m++) {
                    double inner = b0[m];
                    for (int e = 0; e < 32; e++) {
                        inner += (double) w0[m * 32 + e] * embedding[p * 32 + e];
                    }
                    sum += w2[column * 10 + m] * Math.tanh(inner);
                }
                assertEquals(sum, value[p * 32 + h], 1e-6);
            }
        }
    }

    @Test
    void promptsStandBehindTheEmbeddingsInFrontOrBehindTheFirstToken() {
        Converted front = convert("prompt_tuning");
        Converted behind = convert("prompt_tuning_after_bos");

        assertEquals(
                Map.of(
                        "method",
                        "prompt-tuning",
                        "num_virtual_tokens",
                        3,
                        "positions",
                        "unshifted",
                        "summary",
                        "prompt"),
                front.methods().get(0));
        assertEquals(
                Map.of(
                        "method",
                        "prompt-tuning",
                        "num_virtual_tokens",
                        3,
                        "positions",
                        "unshifted",
                        "summary",
                        "text",
                        "combine",
                        "prefix_after_bos"),
                behind.methods().get(0));
        assertEquals(
                saved("prompt_tuning", Fixtures.PLAIN)
                        .get("bert.prompt_tuning.prompt_tunings.task.prompt_embedding.weight"),
                front.weights().get("prompt-tuning.encoder.embedding_output.embeddings"));
    }

    @Test
    void ia3ScalesOutputsOnly() {
        Converted converted = convert("ia3");

        assertEquals(
                Map.of("method", "ia3", "targets", List.of("key", "value", "ffn_in"), "feedforward_targets", List.of()),
                converted.methods().get(0));
        TensorData scale = converted.weights().get("ia3.encoder.layer.2.ffn_in.scale");
        assertEquals(Shape.of(64), scale.shape());
        assertArrayEquals(
                saved("ia3", Fixtures.PLAIN)
                        .get("bert.encoder.layer.2.intermediate.dense.loras.task.lora_B")
                        .floats(),
                scale.floats());
    }
}
