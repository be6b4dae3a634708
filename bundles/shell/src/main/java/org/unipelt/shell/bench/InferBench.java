package org.unipelt.shell.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.unipelt.api.TemporaryFolder;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.shell.services.Context;

/** Measures predictions of all compositions in turns, and the two waits that a user meets. */
public final class InferBench {
    private static final TextInput SHORT_TEXT = TextInput.of("a small dog");

    private final Context context;
    private final String base;
    private final Workload workload;
    private final int batch;
    private final boolean brief;

    /** @param batch texts of a prediction for many */
    public InferBench(Context context, String base, Workload workload, int batch, boolean brief) {
        this.context = context;
        this.base = base;
        this.workload = workload;
        this.batch = batch;
        this.brief = brief;
    }

    /** Measures; progress goes to standard error. */
    public InferResult run() {
        TemporaryFolder folder = TemporaryFolder.open("bench");
        Builder builder = new Builder(context, workload.texts());
        Map<String, Composition> all = Compositions.all(base);
        Map<String, Predictor> subjects = new LinkedHashMap<>();
        try {
            progress("timing the arrival of a bundle ...");
            // first of all, while the session holds little else, as in a program that only serves predictions
            double arrival = arrival(builder.predictor(all.get(Compositions.UNION), folder.path("arrival")));
            progress("building compositions ...");
            all.forEach((name, composition) ->
                    subjects.put(name, builder.predictor(composition, folder.path(name.replace(' ', '-')))));
            progress("timing starts of the program ...");
            OptionalDouble start = ColdStart.median(
                    context.services().home(), folder.path(Compositions.LORA), SHORT_TEXT.text(), brief ? 2 : 5);
            progress("timing predictions ...");
            return measure(subjects, start, arrival);
        } finally {
            subjects.values().forEach(Predictor::close);
            folder.close();
        }
    }

    private double arrival(Predictor union) {
        try (union) {
            return new BundleArrival(context, union, SHORT_TEXT).median(brief ? 3 : 7);
        }
    }

    private InferResult measure(Map<String, Predictor> subjects, OptionalDouble start, double arrival) {
        Composition lora = Compositions.all(base).get(Compositions.LORA);
        try (TrainableComposition training = new Builder(context, workload.texts()).trainable(lora);
                FrozenModel frozen = context.services().sessions().frozen(base, training.device())) {
            PlainBase plain = new PlainBase(frozen, training.tokenizer());
            List<List<TextInput>> groups = workload.groups(batch, 6);
            Rounds some = brief ? new Rounds(6, 12, 8) : new Rounds(12, 60, 40);
            Map<String, List<Double>> many = some.times(work(plain, subjects, groups), context.cancellation());
            Rounds often = brief ? new Rounds(20, 50, 5) : new Rounds(100, 300, 40);
            Map<String, List<Double>> single =
                    often.times(work(plain, subjects, workload.groups(1, 200)), context.cancellation());
            Map<String, List<Double>> shortest =
                    often.times(work(plain, subjects, List.of(List.of(SHORT_TEXT))), context.cancellation());
            requireUnstopped();
            return new InferResult(base, groups.get(0).size(), many, single, shortest, start, arrival);
        }
    }

    private static Map<String, IntConsumer> work(
            PlainBase plain, Map<String, Predictor> subjects, List<List<TextInput>> groups) {
        Map<String, IntConsumer> work = new LinkedHashMap<>();
        work.put(Compositions.PLAIN, round -> plain.run(groups.get(round % groups.size())));
        subjects.forEach((name, predictor) ->
                work.put(name, round -> predictor.predict(groups.get(round % groups.size()), false)));
        return work;
    }

    private void requireUnstopped() {
        if (context.cancellation().getAsBoolean()) {
            throw new UniPeltException("bench", "it was stopped", "");
        }
    }

    private void progress(String line) {
        context.console().err().println(line);
    }
}
