package org.unipelt.task.answering;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Reading;

/**
 * The best answers to a question over all windows of its context. No part of a question is one, since only tokens of the context
 * have offsets.
 *
 * @param context the text that answers are cut from
 */
record Spans(String context, SpanOptions options) {

    /** A part of the context, in characters (code points). */
    private record Span(int start, int end) {}

    private record Scored(Span span, float score) {}

    /** The best answer, and as many as are wanted by their probabilities among each other. */
    Answer best(List<Reading> windows) {
        Map<Span, Float> scores = new HashMap<>(); // windows share stretches
        windows.forEach(
                window -> bestOf(window).forEach(found -> scores.merge(found.span(), found.score(), Math::max)));
        Map<String, Float> texts = new LinkedHashMap<>();
        scores.entrySet().stream()
                .sorted(Map.Entry.<Span, Float>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().start())
                        .thenComparing(entry -> entry.getKey().end()))
                .forEach(entry -> texts.putIfAbsent(text(entry.getKey()), entry.getValue()));
        texts.remove("");
        return answer(texts);
    }

    private Answer answer(Map<String, Float> texts) {
        float highest = texts.values().stream().findFirst().orElse(0f);
        Map<String, Double> ranked = new LinkedHashMap<>();
        texts.entrySet().stream()
                .limit(options.best())
                .forEach(entry -> ranked.put(entry.getKey(), Math.exp(entry.getValue() - highest)));
        double sum = ranked.values().stream().mapToDouble(Double::doubleValue).sum();
        ranked.replaceAll((text, value) -> value / sum);
        return new Answer(ranked.keySet().stream().findFirst().orElse(""), ranked);
    }

    private String text(Span span) {
        int start = context.offsetByCodePoints(0, span.start());
        int end = context.offsetByCodePoints(start, span.end() - span.start());
        // tokenizers that take accents off leave them out of offsets, too
        while (end < context.length() && combines(context.codePointAt(end))) {
            end = context.offsetByCodePoints(end, 1);
        }
        return context.substring(start, end).strip();
    }

    private static boolean combines(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private PriorityQueue<Scored> bestOf(Reading window) {
        PriorityQueue<Scored> best = new PriorityQueue<>(Comparator.comparingDouble(Scored::score));
        int[][] offsets = window.row().offsets();
        float[] scores = window.scores();
        for (int start = 0; start < offsets.length; start++) {
            int behind = Math.min(offsets.length, start + options.longest());
            for (int end = start; end < behind && ofContext(offsets[start]); end++) {
                float score = scores[2 * start + SpanScores.START] + scores[2 * end + SpanScores.END];
                if (ofContext(offsets[end])
                        && (best.size() < options.best() || score > best.peek().score())) {
                    best.add(new Scored(new Span(offsets[start][0], offsets[end][1]), score));
                    if (best.size() > options.best()) {
                        best.poll();
                    }
                }
            }
        }
        return best;
    }

    private static boolean ofContext(int[] offset) {
        return offset[1] > offset[0];
    }
}
