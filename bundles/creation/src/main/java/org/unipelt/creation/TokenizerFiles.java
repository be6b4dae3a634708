package org.unipelt.creation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a tokenizer that cuts words as {@link WordCounts} and {@link Pieces} do and ends each text with a token. */
final class TokenizerFiles {
    static final int PADDING = 0;
    static final int END = 1;
    private static final String END_TOKEN = "</s>";
    private static final String UNKNOWN = "<unk>";
    private static final String PADDING_TOKEN = "<pad>";

    /** Special tokens in the order of their ids, as T5 has them. */
    static final List<String> SPECIAL = List.of(PADDING_TOKEN, END_TOKEN, UNKNOWN);

    private TokenizerFiles() {}

    /** tokenizer.json. */
    static Map<String, Object> tokenizer(Pieces.Learned learned) {
        Map<String, Object> tokenizer = new LinkedHashMap<>();
        tokenizer.put("version", "1.0");
        tokenizer.put("truncation", null);
        tokenizer.put("padding", null);
        tokenizer.put("added_tokens", added());
        tokenizer.put(
                "normalizer",
                sequence(
                        "normalizers",
                        List.of(
                                Map.of("type", "NFC"),
                                object("type", "Replace", "pattern", Map.of("Regex", "\\s+"), "content", " "),
                                object("type", "Strip", "strip_left", true, "strip_right", true))));
        tokenizer.put(
                "pre_tokenizer",
                sequence("pretokenizers", List.of(spaces(), object("type", "Punctuation", "behavior", "Isolated"))));
        tokenizer.put("post_processor", ending());
        tokenizer.put("decoder", spaces());
        tokenizer.put("model", model(learned));
        return tokenizer;
    }

    /** tokenizer_config.json. */
    static Map<String, Object> configuration() {
        return object(
                "tokenizer_class",
                "PreTrainedTokenizerFast",
                "clean_up_tokenization_spaces",
                false,
                "pad_token",
                PADDING_TOKEN,
                "eos_token",
                END_TOKEN,
                "unk_token",
                UNKNOWN);
    }

    private static List<Object> added() {
        List<Object> added = new ArrayList<>();
        for (String token : SPECIAL) {
            added.add(object(
                    "id",
                    added.size(),
                    "content",
                    token,
                    "single_word",
                    false,
                    "lstrip",
                    false,
                    "rstrip",
                    false,
                    "normalized",
                    false,
                    "special",
                    true));
        }
        return added;
    }

    private static Map<String, Object> spaces() {
        return object("type", "Metaspace", "replacement", WordCounts.SPACE, "prepend_scheme", "always", "split", true);
    }

    /** Each text is followed by the end token. */
    private static Map<String, Object> ending() {
        Map<String, Object> end = Map.of("SpecialToken", object("id", END_TOKEN, "type_id", 0));
        Map<String, Object> first = Map.of("Sequence", object("id", "A", "type_id", 0));
        Map<String, Object> second = Map.of("Sequence", object("id", "B", "type_id", 0));
        return object(
                "type",
                "TemplateProcessing",
                "single",
                List.of(first, end),
                "pair",
                List.of(first, end, second, end),
                "special_tokens",
                Map.of(END_TOKEN, object("id", END_TOKEN, "ids", List.of(END), "tokens", List.of(END_TOKEN))));
    }

    private static Map<String, Object> model(Pieces.Learned learned) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        SPECIAL.forEach(token -> ids.put(token, ids.size()));
        learned.pieces().forEach(piece -> ids.putIfAbsent(piece, ids.size()));
        return object(
                "type",
                "BPE",
                "dropout",
                null,
                "unk_token",
                UNKNOWN,
                "continuing_subword_prefix",
                null,
                "end_of_word_suffix",
                null,
                "fuse_unk",
                true,
                "byte_fallback",
                false,
                "vocab",
                ids,
                "merges",
                learned.merges().stream()
                        .map(pair -> List.of(pair.left(), pair.right()))
                        .toList());
    }

    private static Map<String, Object> sequence(String key, List<Map<String, Object>> parts) {
        return object("type", "Sequence", key, parts);
    }

    /** An object whose keys and values take turns; in this order, and with null where Map.of takes none. */
    private static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
