package org.unipelt.tokenizers;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.Map;
import org.unipelt.api.DataException;

/**
 * What a model's files say of its tokenizer and the native library does not tell.
 *
 * @param tokens the vocabulary by id, added tokens included
 * @param paddingId id of the padding token, 0 where none is named
 * @param cleansSpaces whether decoding takes away the spaces that word pieces leave before punctuation
 */
record TokenizerDescription(Map<Integer, String> tokens, int paddingId, boolean cleansSpaces) {

    /**
     * Reads the files.
     *
     * @param tokenizerJson a tokenizer.json that the native library has already accepted
     * @param configurationJson tokenizer_config.json, or {@code {}} where there is none
     */
    static TokenizerDescription of(String tokenizerJson, String configurationJson) {
        JsonObject configuration = parse("tokenizer_config.json", configurationJson);
        JsonObject tokenizer = parse("tokenizer.json", tokenizerJson);
        try {
            Map<Integer, String> tokens = tokens(tokenizer);
            return new TokenizerDescription(
                    tokens, paddingId(tokenizer.get("padding"), tokens), cleansSpaces(tokenizer, configuration));
        } catch (IllegalStateException | ClassCastException | NullPointerException | NumberFormatException e) {
            throw new DataException(
                    "tokenizer.json",
                    "its vocabulary or added tokens are not laid out as Hugging Face tokenizers lays them out",
                    "Save the tokenizer anew with the current tokenizers library",
                    e);
        }
    }

    private static JsonObject parse(String file, String json) {
        try {
            return JsonParser.parseString(json).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new DataException(file, "it is not a JSON object", "Save or copy the file anew", e);
        }
    }

    private static Map<Integer, String> tokens(JsonObject tokenizer) {
        Map<Integer, String> tokens =
                vocabulary(tokenizer.getAsJsonObject("model").get("vocab"));
        if (tokenizer.get("added_tokens") instanceof JsonArray added) {
            for (JsonElement element : added) {
                JsonObject token = element.getAsJsonObject();
                tokens.put(token.get("id").getAsInt(), token.get("content").getAsString());
            }
        }
        return tokens;
    }

    /** An object of ids by token; Unigram has an array of [token, score] instead, where the place is the id. */
    private static Map<Integer, String> vocabulary(JsonElement vocabulary) {
        Map<Integer, String> tokens = new HashMap<>();
        if (vocabulary instanceof JsonArray pieces) {
            pieces.forEach(piece ->
                    tokens.put(tokens.size(), piece.getAsJsonArray().get(0).getAsString()));
        } else {
            vocabulary
                    .getAsJsonObject()
                    .entrySet()
                    .forEach(token -> tokens.put(token.getValue().getAsInt(), token.getKey()));
        }
        return tokens;
    }

    private static int paddingId(JsonElement padding, Map<Integer, String> tokens) {
        if (padding instanceof JsonObject section && section.has("pad_id")) {
            return section.get("pad_id").getAsInt();
        }
        return tokens.entrySet().stream()
                .filter(token ->
                        token.getValue().equals("[PAD]") || token.getValue().equals("<pad>"))
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElse(0);
    }

    /** As tokenizer_config.json says; a tokenizer that comes without it is asked whether its decoder does the like. */
    private static boolean cleansSpaces(JsonObject tokenizer, JsonObject configuration) {
        if (configuration.get("clean_up_tokenization_spaces") instanceof JsonPrimitive wish && wish.isBoolean()) {
            return wish.getAsBoolean();
        }
        return tokenizer.get("decoder") instanceof JsonObject decoder
                && decoder.get("cleanup") instanceof JsonPrimitive cleanup
                && cleanup.getAsBoolean();
    }
}
