package org.unipelt.task.answering;

import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/**
 * How answers are looked for.
 *
 * @param metric what early stopping watches
 * @param stride how many tokens of the context neighbouring windows share
 * @param best how many answers are ranked
 * @param longest the most tokens of an answer
 */
record SpanOptions(String metric, int stride, int best, int longest) {
    private static final String METRIC = "metric";
    private static final String STRIDE = "stride";
    private static final String N_BEST = "n_best";
    private static final String MAXIMUM_ANSWER_LENGTH = "maximum_answer_length";

    static final OptionSchema SCHEMA = OptionSchema.of(
            Option.text(
                    METRIC, SquadMetrics.F1, "what early stopping watches", SquadMetrics.F1, SquadMetrics.EXACT_MATCH),
            Option.integer(
                            STRIDE,
                            128,
                            "how many tokens of the context neighbouring windows share; at most half of a window's room")
                    .between(0, 1_000_000),
            Option.integer(N_BEST, 20, "how many answers are ranked").between(1, 1000),
            Option.integer(MAXIMUM_ANSWER_LENGTH, 30, "the most tokens of an answer")
                    .between(1, 10_000));

    static SpanOptions of(Options options) {
        return new SpanOptions(
                options.text(METRIC),
                options.integer(STRIDE),
                options.integer(N_BEST),
                options.integer(MAXIMUM_ANSWER_LENGTH));
    }

    /** What {@link #of} reads. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(METRIC, metric);
        map.put(STRIDE, stride);
        map.put(N_BEST, best);
        map.put(MAXIMUM_ANSWER_LENGTH, longest);
        return map;
    }
}
