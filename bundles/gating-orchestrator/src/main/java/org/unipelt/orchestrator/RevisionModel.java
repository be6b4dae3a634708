package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.unipelt.api.CancelledException;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Reading;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.LengthBatches;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A revision as its task's head asks it in one call; keeps the gates of what was read, where they are wanted. */
final class RevisionModel implements TaskModel {
    private static final int BATCH = 32;

    private final Revision revision;
    private final int maximumLength;
    private final LongConsumer truncated;
    private final boolean gated;
    private final BooleanSupplier cancelled;
    private final Map<TextInput, float[]> gates = new HashMap<>();
    /** Whether it is said of all texts how many are cut. */
    private boolean told;

    /** What it says of a row; no gates where they are not wanted. */
    private record Said(float[] scores, float[] gates) {}

    /**
     * @param longest the longest text that was trained on
     * @param truncated told how many texts were cut
     * @param gated whether gates are wanted
     * @param cancelled asked before each batch
     */
    RevisionModel(Revision revision, int longest, LongConsumer truncated, boolean gated, BooleanSupplier cancelled) {
        this.revision = revision;
        // methods that take positions come and go
        this.maximumLength = Math.min(longest, revision.composed().limits().longest());
        this.truncated = truncated;
        this.gated = gated && !revision.composed().slots().isEmpty();
        this.cancelled = cancelled;
    }

    @Override
    public TextTokenizer tokenizer() {
        return revision.composed().host().tokenizer();
    }

    @Override
    public int maximumLength() {
        return maximumLength;
    }

    @Override
    public TextDecoder decoder() {
        return revision.composed().decoder().until(cancelled);
    }

    @Override
    public List<List<Reading>> read(List<TextInput> inputs) {
        List<List<Encoding>> rows = noted(rows(inputs));
        List<List<Said>> said = LengthBatches.run(rows, tokenizer().paddingId(), BATCH, this::said);
        List<List<Reading>> readings = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            List<Said> ofText = said.get(i);
            List<Encoding> own = rows.get(i);
            readings.add(IntStream.range(0, own.size())
                    .mapToObj(row -> new Reading(own.get(row), ofText.get(row).scores()))
                    .toList());
            if (gated) {
                gates.put(inputs.get(i), mean(ofText.stream().map(Said::gates).toList()));
            }
        }
        return readings;
    }

    /** The head's answers. */
    List<Answer> answers(List<TextInput> inputs) {
        told = revision.head().writes();
        if (told) {
            noted(rows(inputs)); // they are read by whoever writes
        }
        return revision.head().answer(inputs, this);
    }

    private List<List<Encoding>> rows(List<TextInput> inputs) {
        return inputs.stream().map(this::rows).toList();
    }

    private List<Encoding> rows(TextInput input) {
        TaskHead head = revision.head();
        return head.writes()
                ? head.encodeGiven(input, decoder(), maximumLength)
                : head.encode(input, tokenizer(), maximumLength);
    }

    private List<List<Encoding>> noted(List<List<Encoding>> rows) {
        truncated.accept(rows.stream()
                .filter(own -> own.stream().anyMatch(Encoding::truncated))
                .count());
        return rows;
    }

    private List<Said> said(TokenBatch batch) {
        goOn();
        Composed.Answer answer = revision.composed().run(batch, gated);
        return IntStream.range(0, batch.rows())
                .mapToObj(row -> new Said(
                        answer.scores().get(row), gated ? answer.gates().get(row) : null))
                .toList();
    }

    /**
     * The gates of each text, the mean over its rows; empty where there are none. Texts that the head has not asked about are read
     * for them.
     */
    List<float[]> gates(List<TextInput> inputs) {
        if (!gated) {
            return List.of();
        }
        List<TextInput> left = inputs.stream()
                .filter(input -> !gates.containsKey(input))
                .distinct()
                .toList();
        List<List<Encoding>> rows = told ? rows(left) : noted(rows(left));
        List<List<float[]>> values = LengthBatches.run(rows, tokenizer().paddingId(), BATCH, this::gatesOf);
        for (int i = 0; i < left.size(); i++) {
            gates.put(left.get(i), mean(values.get(i)));
        }
        return inputs.stream().map(gates::get).toList();
    }

    private List<float[]> gatesOf(TokenBatch batch) {
        goOn();
        return revision.composed().gates(part(batch));
    }

    private void goOn() {
        CancelledException.check(cancelled, "reading");
    }

    /** Where the head writes, gates are those that it writes with. */
    private Part part(TokenBatch batch) {
        return revision.head().writes()
                ? SessionDecoding.begun(revision.composed().host(), batch)
                : new Part(batch, new float[0]);
    }

    private static float[] mean(List<float[]> rows) {
        if (rows.size() == 1) {
            return rows.get(0);
        }
        float[] mean = new float[rows.get(0).length];
        for (float[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / rows.size();
            }
        }
        return mean;
    }
}
