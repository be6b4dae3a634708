package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
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
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;

/** A pack that answers: holds the revision in force, and swaps it for the next one when that is built and warm. */
final class LivePredictor implements Predictor {
    private final Path folder;
    private final Pack pack;
    private final int maximumLength;
    private final Consumer<LivePredictor> closing;
    private final PackWeights weights;
    private volatile Revision current;
    private volatile Availability availability = new Availability(false, "it is not built yet");
    private volatile boolean closed;
    private final AtomicLong truncated = new AtomicLong();
    private final FailedMethods failed = new FailedMethods();
    private int revisions;

    /** @param folder where the pack lies, to name in failures */
    LivePredictor(Path folder, Pack pack, int maximumLength, Consumer<LivePredictor> closing) {
        this.folder = folder;
        this.pack = pack;
        this.maximumLength = maximumLength;
        this.closing = closing;
        weights = new PackWeights(folder, pack);
    }

    Pack pack() {
        return pack;
    }

    /** How messages at info level name it, without the folders above. */
    String name() {
        return "pack " + folder.getFileName();
    }

    Revision current() {
        return current;
    }

    /** The methods that failed in it. */
    FailedMethods failed() {
        return failed;
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
    public List<Prediction> predict(List<TextInput> inputs, boolean gates, BooleanSupplier cancelled) {
        Revision revision = acquire();
        try {
            RevisionModel model = model(revision, gates, cancelled);
            List<Answer> answers = model.answers(inputs);
            List<float[]> values = model.gates(inputs);
            return IntStream.range(0, inputs.size())
                    .mapToObj(
                            i -> prediction(revision, answers.get(i), values.isEmpty() ? new float[0] : values.get(i)))
                    .toList();
        } finally {
            revision.leave();
        }
    }

    private RevisionModel model(Revision revision, boolean gates, BooleanSupplier cancelled) {
        return new RevisionModel(revision, maximumLength, truncated::addAndGet, gates, cancelled);
    }

    private static Prediction prediction(Revision revision, Answer answer, float[] values) {
        List<Slot> slots = revision.composed().slots();
        List<Prediction.GateValue> gates = IntStream.range(0, values.length)
                .mapToObj(i -> new Prediction.GateValue(
                        slots.get(i).method(), slots.get(i).name(), slots.get(i).layer(), values[i]))
                .toList();
        return new Prediction(answer.label(), answer.scores(), gates, revision.methods());
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

    @Override
    public Evaluation evaluate(Path data, BooleanSupplier cancelled) {
        Revision revision = acquire();
        try {
            List<Example> examples = read(revision, data);
            long start = System.nanoTime();
            List<Answer> answers = model(revision, false, cancelled)
                    .answers(examples.stream().map(Example::input).toList());
            double seconds = (System.nanoTime() - start) / 1e9;
            TaskHead head = revision.head();
            return new Evaluation(examples.size(), head.metrics(examples, answers), head.perfect(), seconds);
        } finally {
            revision.leave();
        }
    }

    private static List<Example> read(Revision revision, Path data) {
        List<Example> examples = revision.task().read(data);
        revision.head().check(data.toString(), examples);
        return examples;
    }

    /** What its gates say on labelled data; see {@link org.unipelt.api.pack.Packs#gates}. */
    GateReport gates(Path data, BooleanSupplier cancelled) {
        Revision revision = acquire();
        try {
            List<Example> examples = read(revision, data);
            List<Slot> slots = revision.composed().slots();
            if (slots.isEmpty()) {
                throw new ConfigurationException(
                        "pack " + folder,
                        "it has no learned gates to look at",
                        "Train with \"gating\", or several methods");
            }
            List<float[]> values = model(revision, true, cancelled)
                    .gates(examples.stream().map(Example::input).toList());
            return GateStatistics.report(slots, !revision.head().writes(), examples, values);
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
    public boolean pairs() {
        Revision revision = acquire();
        try {
            return revision.task().pairs();
        } finally {
            revision.leave();
        }
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
