package org.unipelt.checkpoints;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.unipelt.api.DataException;

/** Writes the tokenizer.json that stands for a vocab.txt of BERT: word pieces between [CLS] and [SEP]. */
final class BertTokenizer {
    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    private static final List<String> NEEDED = List.of("[UNK]", "[CLS]", "[SEP]");
    private static final int LONGEST_WORD = 100;

    /** Where settings have the content of added_tokens.json. */
    static final String ADDED_TOKENS = "added_tokens";

    private static final Set<String> CLASSES = Set.of("BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer");

    private final Map<String, Integer> vocabulary;
    private final Map<String, Object> settings;

    private BertTokenizer(Map<String, Integer> vocabulary, Map<String, Object> settings) {
        this.vocabulary = vocabulary;
        this.settings = settings;
    }

    /**
     * The content of tokenizer.json.
     *
     * @param vocabulary the content of vocab.txt: a token a line, its line number its id
     * @param settings tokenizer_config.json or whatever else holds do_lower_case, strip_accents, tokenize_chinese_chars; may be
     *     empty: then a vocabulary without a capital letter is taken to be one of lower-cased text
     * @param shown how messages name the vocabulary
     * @throws DataException if the special tokens are not in it
     */
    static byte[] json(String vocabulary, Map<String, Object> settings, String shown) {
        Map<String, Integer> ids = ids(vocabulary);
        for (String token : NEEDED) {
            if (!ids.containsKey(token)) {
                throw new DataException(
                        shown, "has no token " + token + ", so it is no vocabulary of BERT", "Add a tokenizer.json");
            }
        }
        checkKind(settings, shown);
        for (String token : added(settings)) {
            if (!ids.containsKey(token)) {
                throw refused(shown, "the token '" + token + "' was added to the vocabulary and is not in it");
            }
        }
        return Json.write(new BertTokenizer(ids, settings).tree());
    }

    /** Others than BERT's own cut the same vocabulary's words in another way. */
    private static void checkKind(Map<String, Object> settings, String shown) {
        if (settings.get("tokenizer_class") instanceof String name && !CLASSES.contains(name.replace("Fast", ""))) {
            throw refused(shown, "the tokenizer is a " + name + ", and no plain one of BERT");
        }
        if (settings.get("word_tokenizer_type") instanceof String words && !words.equals("basic")) {
            throw refused(shown, "the tokenizer cuts words by '" + words + "'");
        }
    }

    /** The tokens of added_tokens.json, and of added_tokens_decoder, which has all special ones too. */
    private static Set<String> added(Map<String, Object> settings) {
        Set<String> added = new TreeSet<>();
        if (settings.get(ADDED_TOKENS) instanceof Map<?, ?> ids) {
            ids.keySet().forEach(token -> added.add(String.valueOf(token)));
        }
        if (settings.get("added_tokens_decoder") instanceof Map<?, ?> byId) {
            byId.values().stream()
                    .filter(Map.class::isInstance)
                    .map(entry -> String.valueOf(((Map<?, ?>) entry).get("content")))
                    .forEach(added::add);
        }
        return added;
    }

    private static DataException refused(String shown, String reason) {
        return new DataException(
                shown, reason, "Add the tokenizer.json that transformers writes where its tokenizer is saved");
    }

    private static Map<String, Integer> ids(String vocabulary) {
        String[] lines = vocabulary.split("\r?\n", -1);
        int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (int id = 0; id < count; id++) {
            ids.put(lines[id], id);
        }
        return ids;
    }

    private Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", "1.0");
        tree.put("truncation", null);
        tree.put("padding", null);
        tree.put("added_tokens", addedTokens());
        tree.put("normalizer", normalizer());
        tree.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
        tree.put("post_processor", postProcessor());
        tree.put("decoder", object("type", "WordPiece", "prefix", "##", "cleanup", true));
        tree.put(
                "model",
                object(
                        "type", "WordPiece",
                        "unk_token", "[UNK]",
                        "continuing_subword_prefix", "##",
                        "max_input_chars_per_word", LONGEST_WORD,
                        "vocab", vocabulary));
        return tree;
    }

    private List<Object> addedTokens() {
        List<Object> added = new ArrayList<>();
        SPECIAL.stream()
                .filter(vocabulary::containsKey)
                .sorted((a, b) -> vocabulary.get(a) - vocabulary.get(b))
                .forEach(token -> added.add(object(
                        "id", vocabulary.get(token),
                        "content", token,
                        "single_word", false,
                        "lstrip", false,
                        "rstrip", false,
                        "normalized", false,
                        "special", true)));
        return added;
    }

    private Map<String, Object> normalizer() {
        return object(
                "type", "BertNormalizer",
                "clean_text", true,
                "handle_chinese_chars", setting("tokenize_chinese_chars", true),
                "strip_accents", setting("strip_accents", null),
                "lowercase", setting("do_lower_case", !hasCapitals()));
    }

    private Object setting(String key, Boolean fallback) {
        return settings.get(key) instanceof Boolean value ? value : fallback;
    }

    private boolean hasCapitals() {
        return vocabulary.keySet().stream()
                .filter(token -> !token.startsWith("["))
                .anyMatch(token -> !token.equals(token.toLowerCase(Locale.ROOT)));
    }

    private Map<String, Object> postProcessor() {
        List<Object> single = List.of(special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0));
        List<Object> pair = new ArrayList<>(single);
        pair.add(sequence("B", 1));
        pair.add(special("[SEP]", 1));
        return object(
                "type",
                "TemplateProcessing",
                "single",
                single,
                "pair",
                pair,
                "special_tokens",
                object("[CLS]", template("[CLS]"), "[SEP]", template("[SEP]")));
    }

    private static Map<String, Object> special(String token, int type) {
        return Map.of("SpecialToken", object("id", token, "type_id", type));
    }

    private static Map<String, Object> sequence(String name, int type) {
        return Map.of("Sequence", object("id", name, "type_id", type));
    }

    private Map<String, Object> template(String token) {
        return object("id", token, "ids", List.of(vocabulary.get(token)), "tokens", List.of(token));
    }

    /** A map that keeps its order and may hold null. */
    private static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
