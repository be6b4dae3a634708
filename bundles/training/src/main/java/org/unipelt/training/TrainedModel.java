package org.unipelt.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.unipelt.api.CancelledException;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.Reading;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.LengthBatches;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A composition in training, as its task's head asks it. Each text is tokenised once for all epochs. */
final class TrainedModel implements TaskModel {
    private final TrainableComposition trainable;
    private final TaskHead head;
    private final int maximumLength;
    private final int batchSize;
    private final BooleanSupplier cancelled;
    private final Map<TextInput, List<Encoding>> encoded = new HashMap<>();

    /** @param cancelled asked before each batch */
    TrainedModel(
            TrainableComposition trainable,
            TaskHead head,
            int maximumLength,
            int batchSize,
            BooleanSupplier cancelled) {
        this.trainable = trainable;
        this.head = head;
        this.maximumLength = maximumLength;
        this.batchSize = batchSize;
        this.cancelled = cancelled;
    }

    @Override
    public TextTokenizer tokenizer() {
        return trainable.tokenizer();
    }

    @Override
    public int maximumLength() {
        return maximumLength;
    }

    @Override
    public TextDecoder decoder() {
        return trainable.decoder().until(cancelled);
    }

    @Override
    public List<List<Reading>> read(List<TextInput> inputs) {
        List<List<Encoding>> rows = inputs.stream().map(this::rows).toList();
        List<List<float[]>> scores = LengthBatches.run(rows, tokenizer().paddingId(), batchSize, this::scores);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> readings(rows.get(i), scores.get(i)))
                .toList();
    }

    private List<float[]> scores(TokenBatch batch) {
        CancelledException.check(cancelled, "judging");
        return trainable.scores(batch);
    }

    private static List<Reading> readings(List<Encoding> rows, List<float[]> scores) {
        return IntStream.range(0, rows.size())
                .mapToObj(row -> new Reading(rows.get(row), scores.get(row)))
                .toList();
    }

    /** Whether a text is cut. */
    boolean truncates(TextInput input) {
        return rows(input).stream().anyMatch(Encoding::truncated);
    }

    /** What is read of a text. */
    List<Encoding> rows(TextInput input) {
        return encoded.computeIfAbsent(
                input,
                text -> encode(text).stream().map(TrainedModel::withoutTexts).toList());
    }

    private List<Encoding> encode(TextInput text) {
        return head.writes()
                ? head.encodeGiven(text, decoder(), maximumLength)
                : head.encode(text, tokenizer(), maximumLength);
    }

    /** Token texts are many times the size of all else. */
    private static Encoding withoutTexts(Encoding row) {
        return new Encoding(row.ids(), row.typeIds(), row.offsets(), List.of(), row.truncated());
    }
}
