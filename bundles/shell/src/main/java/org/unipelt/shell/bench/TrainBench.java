package org.unipelt.shell.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.shell.services.Context;

/** Measures training steps, of all compositions in turns on the same batches in one session. */
public final class TrainBench {
    private final Context context;
    private final String base;
    private final Workload workload;
    private final int batch;
    private final int steps;

    /**
     * Prepares.
     *
     * @param batch texts of a step
     * @param steps how many each composition takes
     */
    public TrainBench(Context context, String base, Workload workload, int batch, int steps) {
        this.context = context;
        this.base = base;
        this.workload = workload;
        this.batch = batch;
        this.steps = steps;
    }

    /** Measures; progress goes to standard error. */
    public TrainResult run() {
        Builder builder = new Builder(context, workload.texts());
        Map<String, TrainableComposition> subjects = new LinkedHashMap<>();
        try {
            context.console().err().println("building compositions ...");
            Compositions.trained(base)
                    .forEach((name, composition) -> subjects.put(name, builder.trainable(composition)));
            return measure(builder, subjects);
        } finally {
            subjects.values().forEach(TrainableComposition::close);
        }
    }

    private TrainResult measure(Builder builder, Map<String, TrainableComposition> subjects) {
        TrainableComposition any = subjects.get(Compositions.UNION);
        int longest = Math.min(Workload.LONGEST, any.shape().maximumLength());
        List<TokenBatch> batches = workload.sortedByLength(any.tokenizer(), longest, batch, steps);
        float[] targets = builder.targets(batches.get(0).rows(), any.tokenizer());
        try (FrozenModel frozen = context.services().sessions().frozen(base, any.device())) {
            PlainBase plain = new PlainBase(frozen, any.tokenizer());
            context.console().err().println("timing training steps ...");
            Map<String, IntConsumer> work = new LinkedHashMap<>();
            work.put(Compositions.PLAIN, round -> plain.run(batches.get(round % batches.size())));
            subjects.forEach((name, training) -> work.put(
                    name, round -> training.step(batches.get(round % batches.size()), targets, 1e-4, round + 1)));
            Map<String, List<Double>> times = new Rounds(steps, steps, 0).times(work, context.cancellation());
            if (context.cancellation().getAsBoolean()) {
                throw new UniPeltException("bench", "it was stopped", "");
            }
            Map<String, Long> trained = new LinkedHashMap<>(Map.of(Compositions.PLAIN, 0L));
            subjects.forEach((name, training) -> trained.put(
                    name,
                    training.parameters().values().stream()
                            .mapToLong(Long::longValue)
                            .sum()));
            return new TrainResult(base, any.device(), batches, trained, times);
        }
    }
}
