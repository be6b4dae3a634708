package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.generation.TextGenerator.Generated;
import org.unipelt.api.model.TextDecoder;
import org.unipelt.api.options.Options;
import org.unipelt.api.training.TokenBatch;

/** Compares what a model writes: the same tokens in every row, and scores of beam search. */
final class GenerateCheck {
    static final String FILE = "generate.json";
    private static final String PADDING = "pad_token_id";

    private final TextDecoder decoder;
    private final TextGenerator generator;
    private final Findings findings;
    private final List<Integer> differing = new ArrayList<>();

    GenerateCheck(TextDecoder decoder, TextGenerator generator, Findings findings) {
        this.decoder = decoder;
        this.generator = generator;
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
        String which = differing.isEmpty() ? "" : ", different (from 0): " + differing;
        findings.rows(FILE + " sequences", differing.size(), file.size() + " rows" + which);
    }

    private void check(int number, JsonNode row) {
        int[][] ids = matrix(row.path("input_ids"));
        int[][] expected = matrix(row.path("sequences"));
        if (ids.length == 0 || expected.length == 0 || expected.length % ids.length != 0) {
            findings.notUnderstood(FILE + ", row " + number, "lacks input_ids, or sequences for each of them");
            return;
        }
        List<List<Generated>> written = generator.generate(
                decoder, batch(ids, matrix(row.path("attention_mask"))), options(row, expected.length / ids.length));
        List<Generated> all = written.stream().flatMap(List::stream).toList();
        int padding = row.path("options").path(PADDING).asInt(decoder.writing().padding());
        int given = decoder.writing().start().isPresent() ? 1 : ids[0].length;
        boolean same = all.size() == expected.length;
        for (int i = 0; same && i < expected.length; i++) {
            same = continues(expected[i], given, all.get(i).ids(), padding);
        }
        if (!same) {
            differing.add(number);
        }
        compareScores(number, row.path("sequences_scores"), all);
    }

    private void compareScores(int number, JsonNode scores, List<Generated> written) {
        for (int i = 0; i < Math.min(scores.size(), written.size()); i++) {
            findings.compare(
                    FILE + ", row " + number + ", sequences_scores " + i,
                    scores.get(i).asDouble(),
                    written.get(i).score());
        }
    }

    /**
     * Whether a sequence is what was given, then these tokens, then padding; for a padding id of 0 the library's beam search
     * repeats the token that ended the text.
     */
    private static boolean continues(int[] sequence, int given, int[] tokens, int padding) {
        int written = given + tokens.length;
        if (sequence.length < written || !Arrays.equals(sequence, given, written, tokens, 0, tokens.length)) {
            return false;
        }
        int last = tokens[tokens.length - 1];
        return Arrays.stream(sequence, written, sequence.length).allMatch(id -> id == padding || id == last);
    }

    private Options options(JsonNode row, int sequences) {
        Map<String, Object> options = new LinkedHashMap<>();
        row.path("options").properties().forEach(entry -> {
            if (!entry.getKey().equals(PADDING)) {
                options.put(entry.getKey(), value(entry.getKey(), entry.getValue()));
            }
        });
        options.putIfAbsent("num_return_sequences", sequences);
        return generator.options().parse(options, FILE);
    }

    private static Object value(String key, JsonNode value) {
        if (value.isBoolean()) {
            return key.equals("early_stopping") ? (Object) value.asText() : value.asBoolean();
        }
        return value.isInt() ? (Object) value.asInt() : value.isNumber() ? (Object) value.asDouble() : value.asText();
    }

    private static TokenBatch batch(int[][] ids, int[][] mask) {
        int length = ids[0].length;
        int[] allIds = new int[ids.length * length];
        float[] allMask = new float[allIds.length];
        for (int i = 0; i < allIds.length; i++) {
            allIds[i] = ids[i / length][i % length];
            allMask[i] = mask[i / length][i % length];
        }
        return new TokenBatch(ids.length, length, allIds, new int[allIds.length], allMask);
    }

    private static int[][] matrix(JsonNode rows) {
        int[][] matrix = new int[rows.size()][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = new int[rows.get(i).size()];
            for (int j = 0; j < matrix[i].length; j++) {
                matrix[i][j] = rows.get(i).get(j).asInt();
            }
        }
        return matrix;
    }
}
