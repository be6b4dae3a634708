package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/** Compares what the tokenizer gives for the texts of tokens.json. */
final class TokenCheck {
    static final String FILE = "tokens.json";
    private static final Set<String> GIVEN = Set.of("text", "pair", "truncation", "max_length");

    /** What each key of a row must equal, but for the decoded text. */
    private static final Map<String, Function<Encoding, Object>> ANSWERS = Map.of(
            "input_ids", encoding -> numbers(encoding.ids()),
            "token_type_ids", encoding -> numbers(encoding.typeIds()),
            "attention_mask", encoding -> numbers(ones(encoding.length())),
            "offset_mapping",
                    encoding -> Arrays.stream(encoding.offsets())
                            .map(TokenCheck::numbers)
                            .toList(),
            "tokens", Encoding::tokens);

    private static final String DECODED = "decoded";

    private final TextTokenizer tokenizer;
    private final Findings findings;
    private final Map<String, List<Integer>> differing = new TreeMap<>();
    private final Map<String, Integer> rows = new TreeMap<>();

    TokenCheck(TextTokenizer tokenizer, Findings findings) {
        this.tokenizer = tokenizer;
        this.findings = findings;
    }

    void check(JsonNode file) {
        if (!file.isArray()) {
            findings.notUnderstood(FILE, "is not a list of rows");
            return;
        }
        for (int row = 0; row < file.size(); row++) {
            check(row, file.get(row));
        }
        rows.forEach((key, count) -> findings.rows(FILE + " " + key, count, differing.getOrDefault(key, List.of())));
    }

    private void check(int number, JsonNode row) {
        Optional<Encoding> encoding = encode(number, row);
        if (encoding.isEmpty()) {
            return;
        }
        row.properties().forEach(entry -> {
            String key = entry.getKey();
            if (ANSWERS.containsKey(key)) {
                count(
                        key,
                        number,
                        plain(entry.getValue()).equals(ANSWERS.get(key).apply(encoding.get())));
            } else if (key.equals(DECODED)) {
                String decoded = tokenizer.decode(encoding.get().ids(), true);
                count(key, number, entry.getValue().asText().equals(decoded));
            } else if (!GIVEN.contains(key)) {
                findings.notUnderstood(place(number), "'" + key + "' is no key that is compared");
            }
        });
    }

    private void count(String key, int number, boolean same) {
        rows.merge(key, 1, Integer::sum);
        if (!same) {
            differing.computeIfAbsent(key, k -> new ArrayList<>()).add(number);
        }
    }

    private Optional<Encoding> encode(int number, JsonNode row) {
        if (!row.path("text").isTextual()) {
            findings.notUnderstood(place(number), "has no 'text'");
            return Optional.empty();
        }
        String pair = row.path("pair").isTextual() ? row.get("pair").asText() : null;
        if (!row.has("truncation")) {
            return Optional.of(tokenizer.encode(
                    row.get("text").asText(), pair, Integer.MAX_VALUE, TextTokenizer.Truncation.LONGEST_FIRST));
        }
        Optional<TextTokenizer.Truncation> truncation =
                truncation(row.get("truncation").asText());
        if (truncation.isEmpty() || !row.path("max_length").canConvertToInt()) {
            findings.notUnderstood(place(number), "'truncation' is not one of those known, or 'max_length' is missing");
            return Optional.empty();
        }
        int length = row.get("max_length").asInt();
        return Optional.of(tokenizer.encode(row.get("text").asText(), pair, length, truncation.get()));
    }

    private static Optional<TextTokenizer.Truncation> truncation(String word) {
        return Arrays.stream(TextTokenizer.Truncation.values())
                .filter(truncation -> truncation.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    private static String place(int number) {
        return FILE + ", row " + number;
    }

    /** Lists of numbers, texts and lists as Java has them. */
    private static Object plain(JsonNode node) {
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return list;
        }
        return node.isIntegralNumber() ? (Object) node.asInt() : node.asText();
    }

    private static List<Integer> numbers(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static int[] ones(int length) {
        int[] ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
