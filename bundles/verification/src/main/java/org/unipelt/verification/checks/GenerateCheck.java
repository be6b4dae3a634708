package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.generation.TextGenerator.Generated;
import org.unipelt.api.options.Options;
import org.unipelt.api.text.TokenBatch;

/** Compares what a model writes: the same tokens in every row, and scores of beam search. */
final class GenerateCheck {
    static final String FILE = "generate.json";
    private static final String IDS = ReferenceCases.IDS;
    private static final String MASK = ReferenceCases.MASK;
    private static final String SEQUENCES = "sequences";
    private static final String SCORES = "sequences_scores";
    private static final String OPTIONS = "options";
    private static final Set<String> KEYS = Set.of(IDS, MASK, OPTIONS, SEQUENCES, SCORES);
    private static final String PADDING = "pad_token_id";
    private static final String END = "eos_token_id";
    private static final String EARLY = "early_stopping";

    private final TextDecoder decoder;
    private final TextGenerator generator;
    private final Findings findings;
    private final List<Integer> differing = new ArrayList<>();
    private int rows;
    private int scores;
    private double largestOfScores;

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
            try {
                check(row, file.get(row));
            } catch (ConfigurationException | DataException e) {
                findings.notUnderstood(place(row), e.getMessage());
            }
        }
        if (rows > 0) {
            findings.rows(FILE + " " + SEQUENCES, rows, differing);
        }
        if (scores > 0) {
            findings.difference(FILE + " " + SCORES, largestOfScores, scores + " scores");
        }
    }

    private void check(int number, JsonNode row) {
        row.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                findings.notUnderstood(place(number), "'" + key + "' is no key that is compared");
            }
        });
        int[][] ids = matrix(row.path(IDS));
        int[][] mask = matrix(row.path(MASK));
        int[][] expected = matrix(row.path(SEQUENCES));
        if (ids.length == 0 || !alike(ids, mask) || expected.length == 0 || expected.length % ids.length != 0) {
            findings.notUnderstood(
                    place(number),
                    "lacks " + IDS + " and " + MASK + " of one shape, or " + SEQUENCES + " for each row");
            return;
        }
        List<Generated> written =
                generator.generate(decoder, batch(ids, mask), options(row, expected.length / ids.length)).stream()
                        .flatMap(List::stream)
                        .toList();
        rows++;
        int given = decoder.writing().start().isPresent() ? 1 : ids[0].length;
        if (!same(expected, given, written, row.path(OPTIONS))) {
            differing.add(number);
        }
        compareScores(number, row.path(SCORES), written);
    }

    private boolean same(int[][] expected, int given, List<Generated> written, JsonNode options) {
        int padding = options.path(PADDING).asInt(decoder.writing().padding());
        List<Integer> ends = options.path(END).isInt()
                ? List.of(options.path(END).asInt())
                : decoder.writing().end();
        boolean same = written.size() == expected.length;
        for (int i = 0; same && i < expected.length; i++) {
            same = continues(expected[i], given, written.get(i).ids(), padding, ends);
        }
        return same;
    }

    /** A row with more scores than texts, or fewer, is not understood. */
    private void compareScores(int number, JsonNode expected, List<Generated> written) {
        if (!expected.isMissingNode() && expected.size() != written.size()) {
            findings.notUnderstood(
                    place(number), "holds " + expected.size() + " " + SCORES + " for " + written.size() + " texts");
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            double difference = Differences.between(
                    expected.get(i).asDouble(), written.get(i).score());
            largestOfScores = Math.max(largestOfScores, difference); // NaN stays
            scores++;
        }
    }

    /**
     * Whether a sequence is what was given, then these tokens, and behind a token that ends the text padding; with a padding id
     * of 0 the library's beam search fills with the end token instead.
     */
    private static boolean continues(int[] sequence, int given, int[] tokens, int padding, List<Integer> ends) {
        int written = given + tokens.length;
        if (sequence.length < written || !Arrays.equals(sequence, given, written, tokens, 0, tokens.length)) {
            return false;
        }
        boolean ended = tokens.length > 0 && ends.contains(tokens[tokens.length - 1]);
        return sequence.length == written
                || ended
                        && Arrays.stream(sequence, written, sequence.length)
                                .allMatch(id -> id == padding || padding == 0 && ends.contains(id));
    }

    private Options options(JsonNode row, int sequences) {
        Map<String, Object> options = new LinkedHashMap<>();
        row.path(OPTIONS).properties().forEach(entry -> {
            if (!entry.getKey().equals(PADDING) && !entry.getValue().isNull()) {
                options.put(entry.getKey(), value(entry.getKey(), entry.getValue()));
            }
        });
        options.putIfAbsent("num_return_sequences", sequences);
        return generator.options().parse(options, FILE);
    }

    private static Object value(String key, JsonNode value) {
        if (value.isBoolean()) {
            return key.equals(EARLY) ? (Object) value.asText() : value.asBoolean();
        }
        if (value.isNumber()) {
            return value.isInt() ? (Object) value.asInt() : value.asDouble();
        }
        return value.isTextual() ? value.asText() : value.toString();
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

    /** Whether both are rectangles of one shape. */
    private static boolean alike(int[][] one, int[][] other) {
        return one.length == other.length
                && Arrays.stream(one).allMatch(row -> row.length == one[0].length)
                && Arrays.stream(other).allMatch(row -> row.length == one[0].length);
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

    private static String place(int number) {
        return FILE + ", row " + number;
    }
}
