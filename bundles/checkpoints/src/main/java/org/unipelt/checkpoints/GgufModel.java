package org.unipelt.checkpoints;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.DataException;
import org.unipelt.api.model.ModelFiles;

/**
 * A GGUF file as a Hugging Face directory: config.json and tokenizer.json are made of what its header says.
 *
 * @param path the file
 * @param made the files that are made, by name
 */
record GgufModel(Path path, Map<String, byte[]> made) implements ModelFiles {
    private static final String WEIGHTS = "model" + GgufFormat.SUFFIX;
    private static final String LLAMA = "llama";

    /** Splits of a text before pairs of bytes are joined, by llama.cpp's names. */
    private static final Map<String, List<Map<String, Object>>> SPLITS = Map.of(
            "gpt-2", List.of(byteLevel()),
            "smollm", List.of(Map.of("type", "Digits", "individual_digits", true), byteLevel()));

    /** @throws DataException if it is of another architecture, or its tokenizer is not known */
    static GgufModel of(Path path) {
        try (FileView file = FileView.open(path)) {
            GgufHeader header = GgufHeader.read(file);
            Object architecture = header.metadata().get("general.architecture");
            if (!LLAMA.equals(architecture)) {
                throw new DataException(
                        file.shown(),
                        "its architecture is '" + architecture + "'",
                        "Take a GGUF file of the Llama architecture");
            }
            return new GgufModel(
                    path,
                    Map.of(
                            ModelConfig.FILE, Json.writeIndented(config(file, header)),
                            TokenizedFiles.TOKENIZER, Json.write(tokenizer(file, header))));
        }
    }

    private static Map<String, Object> config(FileView file, GgufHeader header) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", LLAMA);
        config.put("hidden_size", integer(file, header, "llama.embedding_length"));
        config.put("num_hidden_layers", integer(file, header, "llama.block_count"));
        config.put("num_attention_heads", integer(file, header, "llama.attention.head_count"));
        config.put("num_key_value_heads", integer(file, header, "llama.attention.head_count_kv"));
        config.put("intermediate_size", integer(file, header, "llama.feed_forward_length"));
        config.put("vocab_size", list(file, header, "tokenizer.ggml.tokens").size());
        config.put("max_position_embeddings", integer(file, header, "llama.context_length"));
        config.put("rms_norm_eps", number(header, "llama.attention.layer_norm_rms_epsilon", 1e-5));
        config.put("rope_theta", number(header, "llama.rope.freq_base", 10_000));
        config.put("hidden_act", "silu");
        config.put("tie_word_embeddings", !header.tensors().containsKey("output.weight"));
        token(header, "bos_token_id", config, "bos_token_id");
        token(header, "eos_token_id", config, "eos_token_id");
        token(header, "padding_token_id", config, "pad_token_id");
        if (header.metadata().get("general.license") instanceof String licence) {
            config.put("license", licence);
        }
        if (header.metadata().containsKey("llama.rope.scaling.type")) {
            config.put("rope_scaling", Map.of("type", header.metadata().get("llama.rope.scaling.type")));
        }
        return config;
    }

    private static void token(GgufHeader header, String key, Map<String, Object> config, String name) {
        if (header.metadata().get("tokenizer.ggml." + key) instanceof Number id) {
            config.put(name, id.intValue());
        }
    }

    private static Map<String, Object> tokenizer(FileView file, GgufHeader header) {
        Object kind = header.metadata().get("tokenizer.ggml.model");
        Object split = header.metadata().get("tokenizer.ggml.pre");
        if (!"gpt2".equals(kind) || !SPLITS.containsKey(String.valueOf(split))) {
            throw new DataException(
                    file.shown(),
                    "its tokenizer is '" + kind + "' with the split '" + split + "'",
                    "Take a file with byte-level pairs split as gpt-2 or smollm, or put tokenizer.json beside safetensors");
        }
        List<?> tokens = list(file, header, "tokenizer.ggml.tokens");
        List<?> types = list(file, header, "tokenizer.ggml.token_type");
        Map<String, Object> vocabulary = new LinkedHashMap<>();
        List<Map<String, Object>> added = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            String token = String.valueOf(tokens.get(id));
            vocabulary.put(token, id);
            if (id < types.size() && Integer.valueOf(3).equals(types.get(id))) { // a control token
                added.add(special(id, token));
            }
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("vocab", vocabulary);
        model.put("merges", list(file, header, "tokenizer.ggml.merges"));
        Map<String, Object> tokenizer = new LinkedHashMap<>();
        tokenizer.put("version", "1.0");
        tokenizer.put("added_tokens", added);
        tokenizer.put("pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", SPLITS.get(split)));
        tokenizer.put("decoder", byteLevel());
        tokenizer.put("model", model);
        return tokenizer;
    }

    private static Map<String, Object> special(int id, String token) {
        Map<String, Object> special = new LinkedHashMap<>();
        special.put("id", id);
        special.put("content", token);
        special.put("single_word", false);
        special.put("lstrip", false);
        special.put("rstrip", false);
        special.put("normalized", false);
        special.put("special", true);
        return special;
    }

    private static Map<String, Object> byteLevel() {
        return Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", true);
    }

    /** A whole number of the header. */
    static int integer(FileView file, GgufHeader header, String key) {
        if (header.metadata().get(key) instanceof Number number) {
            return number.intValue();
        }
        throw new DataException(file.shown(), "its header has no number '" + key + "'", "Take a whole file");
    }

    private static double number(GgufHeader header, String key, double absent) {
        return header.metadata().get(key) instanceof Number number ? number.doubleValue() : absent;
    }

    private static List<?> list(FileView file, GgufHeader header, String key) {
        if (header.metadata().get(key) instanceof List<?> list) {
            return list;
        }
        throw file.broken("has no list '" + key + "' in its header");
    }

    @Override
    public Set<String> names() {
        return Set.of(ModelConfig.FILE, TokenizedFiles.TOKENIZER, WEIGHTS);
    }

    @Override
    public InputStream open(String name) throws IOException {
        byte[] bytes = made.get(name);
        return bytes == null ? Files.newInputStream(path) : new ByteArrayInputStream(bytes);
    }

    @Override
    public Optional<Path> path(String name) {
        return name.equals(WEIGHTS) ? Optional.of(path) : Optional.empty();
    }
}
