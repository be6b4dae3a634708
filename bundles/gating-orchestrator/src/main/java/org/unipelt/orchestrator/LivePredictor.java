package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.unipelt.api.Availability;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Evaluation;
import org.unipelt.api.Prediction;
import org.unipelt.api.TextInput;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A pack that answers: holds the revision in force, and swaps it for the next one when that is built and warm. */
final class LivePredictor implements Predictor {
    private static final int BATCH = 32;

    private final Path folder;
    private final Pack pack;
    private final int maximumLength;
    private final Consumer<LivePredictor> closing;
    private final PackWeights weights;
    private volatile Revision current;
    private volatile Availability availability = new Availability(false, "it is not built yet");
    private volatile boolean closed;
    private final AtomicLong truncated = new AtomicLong();
    private int revisions;

    /** @param folder where the pack lies, to name in failures */
    LivePredictor(Path folder, Pack pack, int maximumLength, Consumer<LivePredictor> closing) {
        this.folder = folder;
        this.pack = pack;
        this.maximumLength = maximumLength;
        this.closing = closing;
        weights = new PackWeights(pack.weights());
    }

    Pack pack() {
        return pack;
    }

    Revision current() {
        return current;
    }

    /** The weights that its compositions are drawn with. */
    PackWeights weights() {
        return weights;
    }

    /** From now on calls run on this revision; those that run on the one before end there. */
    synchronized void swap(Revision next) {
        Revision before = current;
        if (closed) {
            next.retire();
            return;
        }
        revisions++;
        current = next;
        availability = Availability.READY;
        if (before != null) {
            before.retire();
        }
    }

    /** It cannot answer until {@link #swap} is called again. */
    synchronized void unavailable(String reason) {
        Revision before = current;
        current = null;
        availability = new Availability(false, reason);
        if (before != null) {
            before.retire();
        }
    }

    @Override
    public List<Prediction> predict(List<TextInput> inputs, boolean gates) {
        Revision revision = acquire();
        try {
            Composed.Answer answer = answer(revision, inputs, gates);
            List<Prediction> predictions = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                Prediction plain = revision.head().decode(answer.scores().get(i), revision.methods());
                predictions.add(
                        gates && !answer.gates().isEmpty()
                                ? withGates(
                                        plain,
                                        revision.composed().slots(),
                                        answer.gates().get(i))
                                : plain);
            }
            return predictions;
        } finally {
            revision.leave();
        }
    }

    private static Prediction withGates(Prediction plain, List<Slot> slots, float[] values) {
        List<Prediction.GateValue> gates = IntStream.range(0, values.length)
                .mapToObj(i -> new Prediction.GateValue(
                        slots.get(i).method(), slots.get(i).name(), slots.get(i).layer(), values[i]))
                .toList();
        return new Prediction(plain.label(), plain.scores(), gates, plain.composition());
    }

    private Revision acquire() {
        while (true) {
            Revision revision = current;
            if (revision == null) {
                throw new UnavailableException(
                        "pack " + folder,
                        availability.reason(),
                        closed ? "Open it again" : "Ask again when it is back");
            }
            if (revision.enter()) {
                return revision;
            }
        }
    }

    /** Scores, and gates, of all inputs in their order; inputs of like length run together. */
    private Composed.Answer answer(Revision revision, List<TextInput> inputs, boolean gates) {
        TextTokenizer tokenizer = revision.composed().host().tokenizer();
        // methods that take positions come and go
        int longest = Math.min(maximumLength, revision.composed().limits().longest());
        List<Encoding> encodings = inputs.stream()
                .map(i -> tokenizer.encode(i.text(), i.pair(), longest, TextTokenizer.Truncation.LONGEST_FIRST))
                .toList();
        truncated.addAndGet(encodings.stream().filter(Encoding::truncated).count());
        Integer[] order = IntStream.range(0, inputs.size()).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingInt(i -> encodings.get(i).length()));
        float[][] scores = new float[inputs.size()][];
        float[][] gateValues = new float[inputs.size()][];
        for (int start = 0; start < order.length; start += BATCH) {
            Integer[] batch = Arrays.copyOfRange(order, start, Math.min(order.length, start + BATCH));
            Composed.Answer answer = revision.composed()
                    .run(
                            TokenBatch.of(
                                    Arrays.stream(batch).map(encodings::get).toList(), tokenizer.paddingId()),
                            gates);
            for (int i = 0; i < batch.length; i++) {
                scores[batch[i]] = answer.scores().get(i);
                gateValues[batch[i]] =
                        answer.gates().isEmpty() ? null : answer.gates().get(i);
            }
        }
        boolean gated = gateValues.length > 0 && gateValues[0] != null;
        return new Composed.Answer(Arrays.asList(scores), gated ? Arrays.asList(gateValues) : List.of());
    }

    @Override
    public Evaluation evaluate(Path data) {
        Revision revision = acquire();
        try {
            TaskInstance task = revision.task();
            List<Example> examples = task.read(data);
            long start = System.nanoTime();
            List<float[]> scores = answer(
                            revision, examples.stream().map(Example::input).toList(), false)
                    .scores();
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Evaluation(examples.size(), revision.head().metrics(examples, scores), seconds);
        } finally {
            revision.leave();
        }
    }

    /** What its gates say on labelled data. */
    GateReport gates(Path data) {
        Revision revision = acquire();
        try {
            List<Example> examples = revision.task().read(data);
            List<Slot> slots = revision.composed().slots();
            if (slots.isEmpty()) {
                throw new ConfigurationException(
                        "pack " + folder,
                        "it has no learned gates to look at",
                        "Train with \"gating\", or several methods");
            }
            List<float[]> values = answer(
                            revision, examples.stream().map(Example::input).toList(), true)
                    .gates();
            return GateStatistics.report(slots, examples, values);
        } finally {
            revision.leave();
        }
    }

    @Override
    public TextDecoder decoder() {
        Revision revision = acquire();
        try {
            revision.composed().decoder(); // refused here where the model only reads
        } finally {
            revision.leave();
        }
        return new LiveDecoder(this::acquire);
    }

    @Override
    public Availability availability() {
        return availability;
    }

    @Override
    public List<String> methods() {
        Revision revision = current;
        return revision == null ? List.of() : revision.methods();
    }

    @Override
    public long parameters() {
        Revision revision = current;
        return revision == null
                ? 0
                : revision.composed().plan().deployed().values().stream()
                        .flatMap(List::stream)
                        .mapToLong(Parameter::size)
                        .sum();
    }

    @Override
    public long truncatedTexts() {
        return truncated.get();
    }

    @Override
    public Composition composition() {
        return pack.composition();
    }

    @Override
    public synchronized int revision() {
        return revisions;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            unavailable("it is closed");
        }
        closing.accept(this);
    }
}
