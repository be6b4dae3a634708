package org.unipelt.shell.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.shell.services.Context;

/** Measures what epochs gain from features: of compositions that stand in the upper layers alone, or have nothing but a head. */
public final class FeaturesBench {
    private static final String STEPS = "steps";
    private static final String STEPS_FROM_FEATURES = "steps from features";
    private static final String SCORES = "scores";
    private static final String SCORES_FROM_FEATURES = "scores from features";

    private final Context context;
    private final String base;
    private final Workload workload;
    private final int batch;
    private final int steps;
    private final int epochs;

    /**
     * Prepares.
     *
     * @param batch texts of a step
     * @param steps how many an epoch has, at most
     * @param epochs how many are measured
     */
    public FeaturesBench(Context context, String base, Workload workload, int batch, int steps, int epochs) {
        this.context = context;
        this.base = base;
        this.workload = workload;
        this.batch = batch;
        this.steps = steps;
        this.epochs = epochs;
    }

    /** Measures one composition after the other; progress goes to standard error. */
    public FeaturesResult run() {
        Builder builder = new Builder(context, workload.texts());
        int layers = layers();
        Map<String, FeaturesResult.Gain> gains = new LinkedHashMap<>();
        Compositions.upper(base, layers).forEach((name, composition) -> {
            context.console().err().println("measuring " + name + " ...");
            gains.put(name, measure(builder, composition));
        });
        return new FeaturesResult(base, layers, gains);
    }

    private int layers() {
        var source = context.services().catalog().find(base);
        return context.services()
                .family(source.family())
                .instantiate(source.config())
                .shape()
                .layers();
    }

    /** Both sides without dropout in frozen layers, so that they compute the same. */
    private FeaturesResult.Gain measure(Builder builder, Composition composition) {
        try (TrainableComposition plain = builder.trainable(composition, false);
                TrainableComposition fed = builder.trainable(composition, false)) {
            int longest = Math.min(Workload.LONGEST, plain.maximumLength());
            List<TokenBatch> batches = workload.sortedByLength(plain.tokenizer(), longest, batch, steps);
            long begin = System.nanoTime();
            batches.forEach(fed::keep);
            double once = (System.nanoTime() - begin) / 1e9;
            float[] targets = builder.targets(batches.get(0).rows(), plain.tokenizer());
            Map<String, IntConsumer> work = new LinkedHashMap<>();
            work.put(STEPS, epoch -> train(plain, batches, targets));
            work.put(STEPS_FROM_FEATURES, epoch -> train(fed, batches, targets));
            work.put(SCORES, epoch -> batches.forEach(plain::scores));
            work.put(SCORES_FROM_FEATURES, epoch -> batches.forEach(fed::scores));
            Map<String, List<Double>> times = new Rounds(epochs, epochs, 0).times(work, context.cancellation());
            if (context.cancellation().getAsBoolean()) {
                throw new UniPeltException("bench", "it was stopped", "");
            }
            return new FeaturesResult.Gain(
                    plain.device(),
                    batches.stream().mapToInt(TokenBatch::rows).sum(),
                    fed.frozenLayers(),
                    once,
                    new FeaturesResult.Times(times.get(STEPS), times.get(STEPS_FROM_FEATURES)),
                    new FeaturesResult.Times(times.get(SCORES), times.get(SCORES_FROM_FEATURES)));
        }
    }

    private static void train(TrainableComposition training, List<TokenBatch> batches, float[] targets) {
        for (int i = 0; i < batches.size(); i++) {
            training.step(batches.get(i), targets, 1e-4, i + 1);
        }
    }
}
