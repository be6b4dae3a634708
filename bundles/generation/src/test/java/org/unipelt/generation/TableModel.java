package org.unipelt.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.Writing;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A model of a few words whose scores are a function of all tokens before: small enough to look at every text. */
final class TableModel implements TextDecoder {
    static final int VOCABULARY = 5;
    static final int END = 4;

    private final int maximumLength;
    int open;
    int longestBatch;

    TableModel(int maximumLength) {
        this.maximumLength = maximumLength;
    }

    /** The scores behind these tokens. */
    static float[] scores(List<Integer> tokens) {
        Random random = new Random(tokens.hashCode() * 31L + 7);
        float[] scores = new float[VOCABULARY];
        for (int token = 0; token < VOCABULARY; token++) {
            scores[token] = (float) random.nextGaussian() * 2;
        }
        return scores;
    }

    static double logProbability(List<Integer> tokens, int next) {
        float[] scores = scores(tokens);
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score);
        }
        return scores[next] - Math.log(sum);
    }

    @Override
    public Writing writing() {
        return new Writing(OptionalInt.empty(), List.of(END), 0);
    }

    @Override
    public int maximumLength() {
        return maximumLength;
    }

    /** Letters a to e; nothing is added. */
    @Override
    public TextTokenizer tokenizer() {
        return new TextTokenizer() {
            @Override
            public Encoding encode(String text, String pair, int longest, Truncation truncation) {
                int[] ids =
                        text.chars().map(letter -> letter - 'a').limit(longest).toArray();
                List<String> tokens = text.chars()
                        .mapToObj(letter -> String.valueOf((char) letter))
                        .toList();
                int[][] offsets = IntStream.range(0, ids.length)
                        .mapToObj(i -> new int[] {i, i + 1})
                        .toArray(int[][]::new);
                return new Encoding(ids, new int[ids.length], offsets, tokens, ids.length < text.length());
            }

            @Override
            public String decode(int[] ids, boolean skipSpecialTokens) {
                StringBuilder text = new StringBuilder();
                Arrays.stream(ids)
                        .filter(id -> !skipSpecialTokens || id != END)
                        .forEach(id -> text.append((char) ('a' + id)));
                return text.toString();
            }

            @Override
            public int vocabularySize() {
                return VOCABULARY;
            }

            @Override
            public int paddingId() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Decoding begin(TokenBatch texts) {
        open++;
        List<List<Integer>> rows = new ArrayList<>();
        for (int row = 0; row < texts.rows(); row++) {
            int first = row * texts.length();
            rows.add(IntStream.range(first, first + texts.length())
                    .filter(place -> texts.mask()[place] == 1)
                    .mapToObj(place -> texts.ids()[place])
                    .toList());
        }
        return new Rows(rows);
    }

    private final class Rows implements Decoding {
        private List<List<Integer>> rows;

        Rows(List<List<Integer>> rows) {
            this.rows = rows;
            longestBatch = Math.max(longestBatch, rows.size());
        }

        @Override
        public int rows() {
            return rows.size();
        }

        @Override
        public float[] logits() {
            float[] all = new float[rows.size() * VOCABULARY];
            for (int row = 0; row < rows.size(); row++) {
                System.arraycopy(scores(rows.get(row)), 0, all, row * VOCABULARY, VOCABULARY);
            }
            return all;
        }

        @Override
        public void advance(int[] from, int[] tokens) {
            List<List<Integer>> next = new ArrayList<>();
            for (int i = 0; i < from.length; i++) {
                List<Integer> longer = new ArrayList<>(rows.get(from[i]));
                longer.add(tokens[i]);
                next.add(longer);
            }
            rows = next;
            longestBatch = Math.max(longestBatch, rows.size());
        }

        @Override
        public void close() {
            open--;
        }
    }
}
