package org.unipelt.task.texttotext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.generation.GivenText;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/**
 * The model's own scores of words, without weights beside them.
 *
 * @param metric what early stopping watches
 * @param prefix what stands in front of each source
 * @param separator what stands behind each source
 * @param writer writes answers
 */
record TextToTextHead(String metric, String prefix, String separator, Writer writer) implements TaskHead {
    static final String METRIC = "metric";
    static final String PREFIX = "prefix";
    static final String SEPARATOR = "separator";

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put(METRIC, metric);
        state.put(PREFIX, prefix);
        state.put(SEPARATOR, separator);
        state.putAll(writer.state());
        return state;
    }

    @Override
    public Drawing declare(ModelShape shape, Optional<String> pooling, Weights weights) {
        return new Drawing() {
            @Override
            public Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs) {
                Supplier<Operand<TFloat32>> logits = outputs.named().get(ModelOutputs.LOGITS);
                if (logits == null) {
                    throw onlyReads();
                }
                return outputs.read().ofText(scope.ops(), logits.get());
            }

            @Override
            public Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets) {
                return TokenCrossEntropy.draw(scope.ops(), scores, targets);
            }

            @Override
            public int counted(int rows, float[] targets) {
                return TokenCrossEntropy.wanted(targets);
            }
        };
    }

    private static ConfigurationException onlyReads() {
        return new ConfigurationException(
                "base model",
                "it only reads, and the task text-to-text asks it to write",
                "Take a model that writes, such as a T5, GPT-2 or Llama");
    }

    @Override
    public List<Encoding> encode(TextInput input, TextTokenizer tokenizer, int maximumLength) {
        throw onlyReads();
    }

    @Override
    public List<Encoding> encodeGiven(TextInput input, TextDecoder decoder, int maximumLength) {
        return List.of(encoded(input, decoder, maximumLength));
    }

    private Encoding encoded(TextInput input, TextDecoder decoder, int maximumLength) {
        return GivenText.of(decoder, writer.newTokens()).atMost(maximumLength).encode(given(input));
    }

    private String given(TextInput input) {
        return prefix + input.text() + separator;
    }

    @Override
    public List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength) {
        throw onlyReads();
    }

    @Override
    public List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength, Writing writing) {
        WrittenRows rows = new WrittenRows(tokenizer, maximumLength, writing);
        return List.of(rows.row(given(example.input()), example.label()));
    }

    @Override
    public boolean writes() {
        return true;
    }

    /** What was written; its score is the sum of its tokens' log-probabilities, by beam search as the service weighs it. */
    @Override
    public List<Answer> answer(List<TextInput> inputs, TaskModel model) {
        TextDecoder decoder = model.decoder();
        List<Encoding> given = inputs.stream()
                .map(input -> encoded(input, decoder, model.maximumLength()))
                .toList();
        return writer.write(decoder, given).stream()
                .map(text -> new Answer(text.text().strip(), Map.of("log_probability", text.score())))
                .toList();
    }

    @Override
    public Optional<String> indifference(List<Example> dev) {
        boolean counts = dev.stream()
                .anyMatch(example -> Tokenizer13a.words(example.label()).size() >= Bleu.ORDER);
        return metric.equals(TextMetrics.BLEU) && !counts
                ? Optional.of("no text to write has " + Bleu.ORDER + " words, and bleu is 0 even where all is right")
                : Optional.empty();
    }

    @Override
    public Map<String, Double> metrics(List<Example> examples, List<Answer> answers) {
        return TextMetrics.of(
                answers.stream().map(Answer::label).toList(),
                examples.stream()
                        .map(example ->
                                example.labels().stream().map(Label::text).toList())
                        .toList());
    }

    @Override
    public double perfect() {
        return TextMetrics.PERCENT;
    }
}
