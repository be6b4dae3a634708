package org.unipelt.shell.quickstart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.CancelledException;
import org.unipelt.api.Evaluation;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;
import org.unipelt.shell.console.TrainingProgress;
import org.unipelt.shell.services.Context;

/** Trains every contender, for one seed after the other as long as the time allows. */
final class Comparison {
    /** The folder of the packs, in that of the quickstart. */
    static final String PACKS = "packs";

    private static final int FIRST_SEED = 42;
    /** Without a number of seeds from the user, no more than these are tried. */
    private static final int MOST_SEEDS = 3;

    private final Context context;
    private final Path folder;
    private final Corpus corpus;
    private final boolean brief;

    Comparison(Context context, Path folder, Corpus corpus, boolean brief) {
        this.context = context;
        this.folder = folder;
        this.corpus = corpus;
        this.brief = brief;
    }

    /**
     * Runs rounds of one seed each.
     *
     * @param seeds how many; 0 for as many as the time allows, at least one
     * @param secondsLeft the time for all rounds where {@code seeds} is 0
     */
    List<TrainedRun> run(int seeds, double secondsLeft) {
        List<TrainedRun> runs = new ArrayList<>();
        long begin = System.nanoTime();
        for (int round = 1; ; round++) {
            long roundBegin = System.nanoTime();
            for (Contender contender : Contender.ALL) {
                runs.add(train(contender, FIRST_SEED + round - 1));
            }
            double roundSeconds = seconds(roundBegin);
            boolean timeLeft = round < MOST_SEEDS && seconds(begin) + roundSeconds < secondsLeft;
            if (seeds > 0 ? round >= seeds : !timeLeft) {
                return runs;
            }
        }
    }

    private TrainedRun train(Contender contender, int seed) {
        Composition composition = Composition.of(contender.configuration(corpus, seed, brief), contender.name());
        Path pack = folder.resolve(PACKS).resolve(contender.name().replace(' ', '-') + "-seed-" + seed);
        Trainer.Result result;
        try (TrainingProgress progress = TrainingProgress.on(context.console(), contender.name())) {
            result = context.services().trainer().train(composition, folder, pack, progress, context.cancellation());
        }
        if (result.cancelled()) {
            throw new CancelledException("quickstart");
        }
        return new TrainedRun(contender, seed, result, judge(pack), pack);
    }

    private Evaluation judge(Path pack) {
        try (Predictor predictor = context.services().orchestrator().open(pack)) {
            return predictor.evaluate(folder.resolve("test.tsv"), context.cancellation());
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
