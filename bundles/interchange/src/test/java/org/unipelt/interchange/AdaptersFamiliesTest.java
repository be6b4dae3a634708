package org.unipelt.interchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What adapters saved for other families than BERT; layers 0 to 2 (T5: of each half), hidden size 32, rank 3. */
class AdaptersFamiliesTest {
    private static final String GPT2 = "tiny-gpt2";
    private static final String T5 = "tiny-t5";

    private static Converted convert(String name) {
        return Fixtures.convert(Fixtures.adapters(name));
    }

    private static Saved saved(String name, Converted converted) {
        Path folder = Fixtures.adapters(name);
        return new Saved(
                folder, Files.exists(folder.resolve(Fixtures.PLAIN)) ? Fixtures.PLAIN : Fixtures.COPY, converted);
    }

    private static Map<String, Object> lora(double alpha, String... targets) {
        return Map.of("method", "lora", "r", 3, "lora_alpha", alpha, "dropout", 0.0, "targets", List.of(targets));
    }

    /** Where the adapters stand, by the site's name: behind the feed-forward networks, and behind self-attention. */
    private static Map<String, String> blocks(String base, boolean attention) {
        Map<String, String> blocks = new TreeMap<>();
        for (int layer = 0; layer < 3; layer++) {
            String decoder = "decoder.layer." + layer + ".";
            if (base.equals(GPT2)) {
                String h = "transformer.h." + layer + ".";
                blocks.put(decoder + "ffn_block", h + "output_adapters.adapters.task.");
                blocks.put(decoder + "attention_block", h + "attention_adapters.adapters.task.");
            } else {
                String encoder = "encoder.layer." + layer + ".";
                blocks.put(encoder + "ffn_block", "encoder.block." + layer + ".layer.1.adapters.task.");
                blocks.put(encoder + "attention_block", "encoder.block." + layer + ".layer.0.adapters.task.");
                blocks.put(decoder + "ffn_block", "decoder.block." + layer + ".layer.2.adapters.task.");
                blocks.put(decoder + "attention_block", "decoder.block." + layer + ".layer.0.adapters.task.");
            }
        }
        blocks.keySet().removeIf(site -> !attention && site.endsWith("attention_block"));
        return blocks;
    }

    private static void adapters(Saved saved, String base, boolean attention) {
        blocks(base, attention).forEach((site, place) -> saved.turned(
                        "adapter." + site + ".down.weight", place + "adapter_down.0.weight")
                .same("adapter." + site + ".down.bias", place + "adapter_down.0.bias")
                .turned("adapter." + site + ".up.weight", place + "adapter_up.weight")
                .same("adapter." + site + ".up.bias", place + "adapter_up.bias"));
    }

    @ParameterizedTest
    @CsvSource({
        "seq_bn, tiny-gpt2, pfeiffer, relu, 1, 8, false",
        "seq_bn, tiny-t5, pfeiffer, relu, 1, 8, false",
        "double_seq_bn, tiny-gpt2, houlsby, swish, 1, 8, true",
        "double_seq_bn, tiny-t5, houlsby, swish, 1, 8, true",
        "par_bn, tiny-gpt2, parallel, relu, 4, 16, false",
        "par_bn, tiny-t5, parallel, relu, 4, 16, false",
    })
    void bottlenecksStandBehindTheSameBlocksInEveryFamily(
            String method,
            String base,
            String placement,
            String nonLinearity,
            double scaling,
            int bottleneck,
            boolean attention) {
        String name = method + "-" + base;
        Converted converted = convert(name);

        assertEquals(List.of(Fixtures.adapter(placement, nonLinearity, scaling, bottleneck)), converted.methods());
        Saved saved = saved(name, converted);
        adapters(saved, base, attention);
        saved.all();
    }

    /** The modules of queries and values with the sites that each stands for. */
    private static Map<String, List<String>> attentions(String base) {
        Map<String, List<String>> modules = new HashMap<>();
        for (int layer = 0; layer < 3; layer++) {
            String decoder = "decoder.layer." + layer + ".";
            if (base.equals(GPT2)) {
                modules.put("transformer.h." + layer + ".attn.c_attn", List.of(decoder + "query", decoder + "value"));
                continue;
            }
            for (String kind : List.of("query", "value")) {
                String map = kind.substring(0, 1);
                modules.put(
                        "encoder.block." + layer + ".layer.0.SelfAttention." + map,
                        List.of("encoder.layer." + layer + "." + kind));
                modules.put("decoder.block." + layer + ".layer.0.SelfAttention." + map, List.of(decoder + kind));
                modules.put(
                        "decoder.block." + layer + ".layer.1.EncDecAttention." + map,
                        List.of(decoder + "cross_" + kind));
            }
        }
        return modules;
    }

    private static void shifts(Saved saved, String base) {
        attentions(base).forEach((module, sites) -> {
            for (int i = 0; i < sites.size(); i++) {
                String lora = "lora." + sites.get(i);
                saved.turnedRows(lora + ".a", module + ".loras.task.lora_A", 3 * i, 3 * i + 3)
                        .turnedRows(lora + ".b", module + ".loras.task.lora_B", 32 * i, 32 * i + 32);
            }
        });
    }

    private static String[] targets(String base) {
        return base.equals(GPT2)
                ? new String[] {"query", "value"}
                : new String[] {"query", "value", "cross_query", "cross_value"};
    }

    @ParameterizedTest
    @ValueSource(strings = {GPT2, T5})
    void loraIsCutIntoTheMapsThatAModuleIsSideBySide(String base) {
        Converted converted = convert("lora-" + base);

        assertEquals(List.of(lora(5, targets(base))), converted.methods());
        Saved saved = saved("lora-" + base, converted);
        shifts(saved, base);
        saved.all();
    }

    @Test
    void aPrefixOfGpt2LeavesTheTextWhereItIs() {
        Converted converted = convert("prefix_tuning-tiny-gpt2");

        assertEquals(List.of(Map.of("method", "prefix-tuning", "prefix_length", 4)), converted.methods());
        Network network = new Network(GPT2, "transformer.prefix_tuning.prefix_tunings.task.self_prefix.");
        network.check(converted, "decoder", "key_value");
        assertEquals(6, converted.weights().size());
    }

    @Test
    void everyAttentionOfT5HasPrefixesOfANetworkOfItsOwn() {
        Converted converted = convert("prefix_tuning-tiny-t5");

        assertEquals(
                List.of(Map.of("method", "prefix-tuning", "prefix_length", 4, "relative_positions", "first")),
                converted.methods());
        String pool = "prefix_tuning.prefix_tunings.task.";
        new Network(T5, pool + "encoder_prefix.").check(converted, "encoder", "key_value");
        new Network(T5, pool + "self_prefix.").check(converted, "decoder", "key_value");
        new Network(T5, pool + "cross_prefix.").check(converted, "decoder", "cross_key_value");
        assertEquals(18, converted.weights().size());
    }

    /** The network that a prefix was trained through, computed here in double. */
    private static final class Network {
        private final double[][] prefix = new double[4][192];

        Network(String base, String place) {
            var theirs = Fixtures.tensors(Fixtures.adapters("prefix_tuning-" + base), Fixtures.COPY);
            float[] embedding = theirs.get(place + "wte.weight").floats();
            float[] w0 = theirs.get(place + "control_trans.0.weight").floats();
            float[] b0 = theirs.get(place + "control_trans.0.bias").floats();
            float[] w2 = theirs.get(place + "control_trans.2.weight").floats();
            float[] b2 = theirs.get(place + "control_trans.2.bias").floats();
            for (int p = 0; p < 4; p++) {
                for (int column = 0; column < 192; column++) {
                    double sum = b2[column];
                    for (int m = 0; m < 10; m++) {
                        double inner = b0[m];
                        for (int e = 0; e < 32; e++) {
                            inner += (double) w0[m * 32 + e] * embedding[p * 32 + e];
                        }
                        sum += w2[column * 10 + m] * Math.tanh(inner);
                    }
                    prefix[p][column] = sum;
                }
            }
        }

        /** For each layer the keys and then the values. */
        void check(Converted converted, String stage, String kind) {
            for (int layer = 0; layer < 3; layer++) {
                for (int part = 0; part < 2; part++) {
                    String name = "prefix-tuning." + stage + ".layer." + layer + "." + kind + "."
                            + List.of("key", "value").get(part);
                    float[] values = converted.weights().get(name).floats();
                    for (int i = 0; i < 4 * 32; i++) {
                        assertEquals(prefix[i / 32][(2 * layer + part) * 32 + i % 32], values[i], 1e-5, name);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GPT2, T5})
    void uniPeltHasAGateForEverySlot(String base) {
        String name = "unipelt-" + base;
        Converted converted = convert(name);

        Map<String, Object> prefix = new HashMap<>(Map.of("method", "prefix-tuning", "prefix_length", 4));
        if (base.equals(T5)) {
            prefix.put("relative_positions", "first");
        }
        assertEquals(
                List.of(prefix, Fixtures.adapter("pfeiffer", "relu", 1.0, 8), lora(3, targets(base))),
                converted.methods());
        assertEquals(Map.of("network", "feed-forward", "pooling", "faithful"), converted.gating());
        assertNull(converted.head());
        Saved saved = saved(name, converted);
        adapters(saved, base, false);
        shifts(saved, base);
        gates(saved, base);
        // a gate has two tensors: the rest are the prefixes, which their own test computes
        int layers = base.equals(GPT2) ? 3 : 9;
        assertEquals(
                layers * 2,
                converted.weights().keySet().stream()
                        .filter(weight -> weight.startsWith("prefix-tuning."))
                        .count());
        assertEquals(
                expectedGates(base),
                new TreeSet<>(converted.weights().keySet().stream()
                        .filter(weight -> weight.startsWith("gate."))
                        .map(weight -> weight.substring(0, weight.lastIndexOf('.')))
                        .toList()));
    }

    private static TreeSet<String> expectedGates(String base) {
        List<String> decoder = base.equals(GPT2)
                ? List.of("prefix-tuning.key_value", "adapter.ffn_block", "lora.query", "lora.value")
                : List.of(
                        "prefix-tuning.key_value",
                        "prefix-tuning.cross_key_value",
                        "adapter.ffn_block",
                        "lora.query",
                        "lora.value",
                        "lora.cross_query",
                        "lora.cross_value");
        List<String> encoder = base.equals(GPT2)
                ? List.of()
                : List.of("prefix-tuning.key_value", "adapter.ffn_block", "lora.query", "lora.value");
        List<String> gates = new ArrayList<>();
        for (int layer = 0; layer < 3; layer++) {
            String at = ".layer." + layer + ".";
            decoder.forEach(slot -> gates.add("gate.decoder" + at + slot));
            encoder.forEach(slot -> gates.add("gate.encoder" + at + slot));
        }
        return new TreeSet<>(gates);
    }

    private static void gates(Saved saved, String base) {
        attentions(base).forEach((module, sites) -> {
            for (int i = 0; i < sites.size(); i++) {
                gate(saved, sites.get(i), "lora.", module + ".loras.task.gate.", i);
            }
        });
        blocks(base, false).forEach((site, place) -> gate(saved, site, "adapter.", place + "gate.", 0));
        for (int layer = 0; layer < 3; layer++) {
            String decoder = "decoder.layer." + layer + ".";
            String gate = ".prefix_tuning.prefix_gates.task.";
            if (base.equals(GPT2)) {
                gate(saved, decoder + "key_value", "prefix-tuning.", "transformer.h." + layer + ".attn" + gate, 0);
                continue;
            }
            String encoder = "encoder.layer." + layer + ".key_value";
            gate(saved, encoder, "prefix-tuning.", "encoder.block." + layer + ".layer.0.SelfAttention" + gate, 0);
            String self = "decoder.block." + layer + ".layer.0.SelfAttention";
            gate(saved, decoder + "key_value", "prefix-tuning.", self + gate, 0);
            String cross = "decoder.block." + layer + ".layer.1.EncDecAttention";
            gate(saved, decoder + "cross_key_value", "prefix-tuning.", cross + gate, 0);
        }
    }

    /** Row i of a gate that may be several in one. */
    private static void gate(Saved saved, String site, String method, String theirs, int i) {
        int kind = site.lastIndexOf('.') + 1;
        String ours = "gate." + site.substring(0, kind) + method + site.substring(kind);
        saved.turnedRows(ours + ".weight", theirs + "weight", i, i + 1).part(ours + ".bias", theirs + "bias", i, i + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "double_seq_bn",
                "ia3",
                "lora",
                "mam",
                "par_bn",
                "prefix_tuning",
                "prefix_tuning_flat",
                "prompt_tuning",
                "prompt_tuning_after_bos",
                "scaled_par_bn",
                "seq_bn",
                "union_ungated",
                "unipelt",
                "unipelt_flat",
                "unipelt_two_prefix_gates"
            })
    void robertaIsReadAsBertIs(String method) {
        Path folder = Fixtures.adapters(method + "-tiny-roberta");
        Converted roberta = Fixtures.convert(folder);
        // the same file, by BERT's names
        Converted bert = new AsBert(folder).converted();

        assertEquals(bert.methods(), roberta.methods());
        assertEquals(bert.gating(), roberta.gating());
        assertEquals(bert.head(), roberta.head());
        assertEquals(bert.weights(), roberta.weights());
    }

    /** A folder of RoBERTa, renamed: the two differ in the name of the whole alone. */
    private record AsBert(Path folder) {
        Converted converted() {
            Map<String, Object> config = new HashMap<>(Json.read(folder.resolve(Folder.CONFIG)));
            config.put("model_type", "bert");
            return Fixtures.with(
                    Fixtures.BERT,
                    model -> AdaptersImport.convert(
                            "config", config, tensors(Fixtures.PLAIN, Fixtures.COPY), model, () -> head(model)));
        }

        private Head head(ModelParts model) {
            return AdaptersHead.read(
                            "head",
                            Json.read(folder.resolve("head_config.json")),
                            tensors("model_head.safetensors", "pytorch_model_head.copy.safetensors"),
                            model)
                    .orElseThrow();
        }

        private SavedTensors tensors(String file, String copy) {
            String name = Files.exists(folder.resolve(file)) ? file : copy;
            Map<String, org.unipelt.api.model.TensorData> renamed = new HashMap<>();
            Fixtures.tensors(folder, name)
                    .forEach((tensor, values) -> renamed.put(tensor.replaceFirst("^roberta\\.", "bert."), values));
            return new SavedTensors(name, renamed);
        }
    }
}
