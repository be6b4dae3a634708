package org.unipelt.shell.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.unipelt.api.GatingOrchestrator;
import org.unipelt.api.Predictor;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.training.TokenBatch;
import org.unipelt.api.training.TrainableComposition;
import org.unipelt.shell.services.Context;

/** Measures compositions against their plain base model, and the two waits that a user meets. */
public final class Bench {
    private static final String SHORT_TEXT = "a small dog";

    private final Context context;
    private final String base;
    private final boolean brief;
    private final PrintWriter progress;
    private final List<String> texts = texts();

    public Bench(Context context, String base, boolean brief) {
        this.context = context;
        this.base = base;
        this.brief = brief;
        this.progress = context.console().err();
    }

    /** Measures; progress goes to standard error. */
    public BenchResult run() {
        Path folder = Limit.temporaryFolder();
        List<Subject> subjects = new ArrayList<>();
        try {
            progress.println("timing the arrival of a bundle ...");
            double bundle = measureArrival(folder);
            progress.println("building compositions ...");
            Subject.all().forEach((name, methods) -> subjects.add(build(name, methods, folder)));
            OptionalDouble start = measureStart(folder);
            List<BenchResult.Row> rows = measureCompositions(subjects);
            return new BenchResult(base, subjects.get(0).training().device(), rows, start, bundle);
        } finally {
            subjects.forEach(Subject::close);
            Limit.delete(folder);
        }
    }

    /** First of all, while the session holds little else, as in a program that only serves predictions. */
    private double measureArrival(Path folder) {
        Path pack = folder.resolve("arrival");
        try (TrainableComposition union = trainable(Subject.all().get(Subject.UNION))) {
            union.save(pack, union.weights(), Map.of());
        }
        try (Predictor predictor = context.services().orchestrator().open(pack)) {
            return new BundleArrival(context, predictor, SHORT_TEXT).median(brief ? 3 : 7);
        }
    }

    /** A composition with a pack of its first weights, in a folder under its name. */
    Subject build(String name, List<Map<String, Object>> methods, Path folder) {
        Path pack = folder.resolve(name.replace(' ', '-'));
        TrainableComposition training = trainable(methods);
        training.save(pack, training.weights(), Map.of());
        return new Subject(name, training, context.services().orchestrator().open(pack));
    }

    private TrainableComposition trainable(List<Map<String, Object>> methods) {
        Optimiser optimiser = context.services().optimiser("adamw");
        var instance = optimiser.instantiate(optimiser.options().parse(Map.of(), "bench"));
        var setup = new TrainableComposition.Setup(head(), instance, 1.0, 42);
        return context.services().orchestrator().trainable(Subject.composition(base, methods), setup);
    }

    /** A head for two classes; which text has which label does not matter to the time. */
    private TaskHead head() {
        Task task = context.services().task("classification");
        List<Example> examples = examples();
        return task.instantiate(task.options().parse(Map.of(), "bench")).fit(examples, examples);
    }

    private List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (String text : texts) {
            examples.add(
                    new Example(TextInput.of(text), examples.size() % 2 == 0 ? "even" : "odd", examples.size() + 1));
        }
        return examples;
    }

    private OptionalDouble measureStart(Path folder) {
        progress.println("timing starts of the program ...");
        return ColdStart.median(context.services().home(), folder.resolve("lora"), SHORT_TEXT, brief ? 2 : 5);
    }

    private List<BenchResult.Row> measureCompositions(List<Subject> subjects) {
        progress.println("timing predictions and training steps ...");
        GatingOrchestrator orchestrator = context.services().orchestrator();
        try (PlainBase plain = new PlainBase(
                orchestrator.frozen(base, subjects.get(0).training().device()),
                subjects.get(0).training().tokenizer())) {
            Map<String, Double> many = medians(predictions(plain, subjects, texts));
            Map<String, Double> one = medians(predictions(plain, subjects, List.of(SHORT_TEXT)));
            Map<String, Double> steps = medians(steps(plain, subjects));
            return many.keySet().stream()
                    .map(name -> new BenchResult.Row(name, many.get(name), one.get(name), steps.get(name)))
                    .toList();
        }
    }

    private Map<String, Double> medians(Map<String, Runnable> work) {
        Rounds rounds = brief ? new Rounds(5, 20, 8) : new Rounds(10, 100, 30);
        Map<String, Double> medians = rounds.medians(work, context.cancellation());
        if (context.cancellation().getAsBoolean()) {
            throw new UniPeltException("bench", "it was stopped", "");
        }
        return medians;
    }

    private static Map<String, Runnable> predictions(PlainBase plain, List<Subject> subjects, List<String> texts) {
        List<TextInput> inputs = texts.stream().map(TextInput::of).toList();
        Map<String, Runnable> work = new LinkedHashMap<>();
        work.put("plain base", () -> plain.run(texts));
        subjects.forEach(s -> work.put(s.name(), () -> s.predictor().predict(inputs, false)));
        return work;
    }

    private Map<String, Runnable> steps(PlainBase plain, List<Subject> subjects) {
        TokenBatch batch = plain.encode(texts);
        float[] targets = targets();
        Map<String, Runnable> work = new LinkedHashMap<>();
        work.put("plain base", () -> plain.run(batch));
        // the step's number only decides over dropout: the same for all is as good as any
        subjects.forEach(s -> work.put(s.name(), () -> s.training().step(batch, targets, 1e-4, 1)));
        return work;
    }

    private float[] targets() {
        TaskHead head = head();
        List<float[]> rows = examples().stream().map(head::target).toList();
        float[] targets = new float[rows.size() * rows.get(0).length];
        for (int i = 0; i < rows.size(); i++) {
            float[] row = rows.get(i);
            System.arraycopy(row, 0, targets, i * row.length, row.length);
        }
        return targets;
    }

    /** 32 texts of usual lengths. */
    private static List<String> texts() {
        try (InputStream stream = Bench.class.getResourceAsStream("texts.txt")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("the bundle lacks texts.txt", e);
        }
    }
}
