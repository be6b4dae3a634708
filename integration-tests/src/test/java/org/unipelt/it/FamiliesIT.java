package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.Prediction;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.client.TextDecoder.Decoding;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.generation.TextGenerator.Generated;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.verification.Report;
import org.unipelt.verification.Verifier;

/** The base families on tiny models: what the reference implementation computes and writes, and methods and gates on all. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FamiliesIT {
    private static final float TOLERANCE = 1e-4f;
    private static final int STEPS = 5;
    private static final int VOCABULARY = 300;

    /** All that may stand in a sequence's way: prefixes, virtual tokens, and shifts behind them. */
    private static final List<Map<String, Object>> UNION = List.of(
            Map.of("method", "lora", "r", 4),
            Map.of("method", "adapter", "bottleneck", 8),
            Map.of("method", "prefix-tuning", "prefix_length", 3),
            Map.of("method", "prompt-tuning", "num_virtual_tokens", 2));

    private static final List<Map<String, Object>> EXACT_UNION = List.of(
            Map.of("method", "lora", "r", 4),
            Map.of("method", "prefix-tuning", "prefix_length", 3, "form", "exact"),
            Map.of("method", "prompt-tuning", "num_virtual_tokens", 2, "form", "exact", "positions", "unshifted"));

    @Inject
    Verifier verifier;

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    ModelSessions sessions;

    @Inject
    Packs packs;

    @Inject
    Trainer trainer;

    @Inject
    TextGenerator generator;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(FamiliesIT.class)};
    }

    @Test
    public void everyFamilyComputesAndWritesAsTheReferenceImplementation() throws Exception {
        for (String model : List.of("tiny-roberta", "tiny-gpt2", "tiny-llama", "tiny-t5", "tiny-t5-v1_1")) {
            Report report = verifier.verify(resources().resolve(model), Optional.empty(), TOLERANCE);
            assertEquals(model + "\n" + report.text(), 0, report.exitCode());
        }
    }

    @Test
    public void writingStepByStepIsWhatWholePassesGive() throws Exception {
        for (String model : List.of("tiny-gpt2", "tiny-llama", "tiny-t5")) {
            for (List<Map<String, Object>> methods : List.of(UNION, EXACT_UNION)) {
                for (String level : List.of("sample", "token")) {
                    compareSteps(model, methods, Map.of("network", "feed-forward", "level", level));
                }
                compareSteps(model, methods, Map.of("network", "feed-forward", "pooling", "first"));
            }
        }
    }

    /** Gates of samples are those of the given text, and so is the whole pass told what they may read. */
    private void compareSteps(String model, List<Map<String, Object>> methods, Map<String, Object> gating) {
        String what = model + ", " + methods + ", " + gating;
        boolean encoder = model.startsWith("tiny-t5");
        TokenBatch given = batch(encoder);
        try (ComposedModel composed = sessions.compose(
                composition(model, Map.of("type", Composition.NO_TASK), methods, gating), null, Set.of())) {
            composed.assign(random(composed));
            int[][] written = IntStream.range(0, given.rows())
                    .mapToObj(row -> encoder ? new int[] {0} : new int[0])
                    .toArray(int[][]::new);
            try (Decoding decoding = composed.decoder().begin(given)) {
                for (int step = 0; step < STEPS; step++) {
                    float[] whole = composed.run(inputs(given, written, encoder), Set.of("next_token_logits"))
                            .get("next_token_logits")
                            .floats();
                    assertClose(what + ", step " + step, whole, decoding.logits());
                    int[] tokens = {11 + step, 40 + 3 * step, 7 + 2 * step};
                    decoding.advance(new int[] {0, 1, 2}, tokens);
                    for (int row = 0; row < written.length; row++) {
                        written[row] = IntStream.concat(IntStream.of(written[row]), IntStream.of(tokens[row]))
                                .toArray();
                    }
                }
            }
        }
    }

    @Test
    public void aTensorThatHoldsSeveralWeightsIsCountedOnce() {
        Composition whole = Composition.of(
                Map.of("base", resources().resolve("tiny-gpt2").toString(), "base_weights", "trained"), "test");
        int hidden = 32;
        // queries, keys and values, their output, two maps of four times the width, and two norms
        int layer = 12 * hidden * hidden + 13 * hidden;
        int wordsAndPositions = 380 + 64;
        int classes = 3; // of the head that its reference computes
        assertEquals(
                wordsAndPositions * hidden + 3 * layer + 2 * hidden + classes * hidden,
                packs.parameters(whole).get("base").deployed());
    }

    @Test
    public void nothingIsWrittenBehindTheLastPosition() {
        try (FrozenModel model =
                sessions.frozen(resources().resolve("tiny-gpt2").toString(), "cpu")) {
            TextDecoder decoder = model.decoder();
            int longest = decoder.maximumLength();
            assertThrows(DataException.class, () -> decoder.begin(words(longest + 1)));
            try (Decoding decoding = decoder.begin(words(longest - 1))) {
                decoding.advance(new int[] {0}, new int[] {5});
                DataException refusal =
                        assertThrows(DataException.class, () -> decoding.advance(new int[] {0}, new int[] {6}));
                assertTrue(
                        refusal.getMessage(),
                        refusal.getMessage().startsWith("a text of " + (longest + 1) + " tokens"));
            }
        }
    }

    private static TokenBatch words(int length) {
        int[] ids = new int[length];
        float[] mask = new float[length];
        Arrays.fill(ids, 4);
        Arrays.fill(mask, 1);
        return new TokenBatch(1, length, ids, new int[length], mask);
    }

    private static void assertClose(String what, float[] expected, float[] actual) {
        assertEquals(what, expected.length, actual.length);
        float largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(what + ", at " + i, expected[i], actual[i], TOLERANCE * largest);
        }
    }

    /** Rows of three lengths: padded in front where the decoder goes on with them. */
    private static TokenBatch batch(boolean encoder) {
        int length = 7;
        int[] lengths = {7, 4, 5};
        int[] ids = new int[3 * length];
        float[] mask = new float[ids.length];
        Random random = new Random(5);
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < lengths[row]; i++) {
                int place = row * length + (encoder ? i : length - lengths[row] + i);
                ids[place] = 3 + random.nextInt(VOCABULARY - 3);
                mask[place] = 1;
            }
        }
        return new TokenBatch(3, length, ids, new int[ids.length], mask);
    }

    /** What one pass reads that begins anew, with what was written so far. */
    private static Map<String, TensorData> inputs(TokenBatch given, int[][] written, boolean encoder) {
        Map<String, TensorData> inputs = new LinkedHashMap<>();
        int more = written[0].length;
        if (encoder) {
            inputs.put("input_ids", longs(given.rows(), given.length(), given.ids()));
            inputs.put("attention_mask", longs(given.rows(), given.length(), ints(given.mask())));
            int[] all = IntStream.range(0, given.rows())
                    .flatMap(row -> IntStream.of(written[row]))
                    .toArray();
            inputs.put("decoder_input_ids", longs(given.rows(), more, all));
            int[] start = IntStream.range(0, all.length)
                    .map(i -> i % more == 0 ? 1 : 0)
                    .toArray();
            inputs.put("gate_mask", longs(given.rows(), more, start));
            return inputs;
        }
        int length = given.length() + more;
        int[] ids = new int[given.rows() * length];
        int[] mask = new int[ids.length];
        int[] read = new int[ids.length];
        for (int row = 0; row < given.rows(); row++) {
            for (int i = 0; i < length; i++) {
                boolean own = i < given.length();
                int place = row * given.length() + i;
                ids[row * length + i] = own ? given.ids()[place] : written[row][i - given.length()];
                mask[row * length + i] = own ? (int) given.mask()[place] : 1;
                read[row * length + i] = own ? (int) given.mask()[place] : 0;
            }
        }
        inputs.put("input_ids", longs(given.rows(), length, ids));
        inputs.put("attention_mask", longs(given.rows(), length, mask));
        inputs.put("gate_mask", longs(given.rows(), length, read));
        return inputs;
    }

    private static int[] ints(float[] values) {
        return IntStream.range(0, values.length).map(i -> (int) values[i]).toArray();
    }

    private static TensorData longs(int rows, int columns, int[] values) {
        return TensorData.of(
                Shape.of(rows, columns), IntStream.of(values).asLongStream().toArray());
    }

    /** Weights that no gate or shift is trivial with. */
    private static Map<String, TensorData> random(ComposedModel composed) {
        Random random = new Random(3);
        Map<String, TensorData> weights = new LinkedHashMap<>();
        composed.parameters()
                .values()
                .forEach(owned -> owned.forEach(parameter -> {
                    float[] values = new float[Math.toIntExact(parameter.size())];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) random.nextGaussian() * 0.2f;
                    }
                    weights.put(parameter.name(), TensorData.of(parameter.shape(), values));
                }));
        return weights;
    }

    @Test
    public void everyMethodTrainsOnEveryFamily() throws Exception {
        for (String model : List.of("tiny-roberta", "tiny-gpt2", "tiny-t5")) {
            List<Map<String, Object>> methods = new ArrayList<>(UNION);
            methods.add(Map.of("method", "ia3"));
            if (!model.equals("tiny-t5")) { // which has no bias to fit
                methods.add(Map.of("method", "bitfit"));
            }
            assertLearns(model, methods, Map.of("network", "feed-forward"));
            // what one gate decides for the whole model
            assertLearns(
                    model,
                    methods,
                    model.equals("tiny-gpt2")
                            ? Map.of("network", "transformer", "scope", "global")
                            : Map.of("network", "recurrent", "level", "token", "scope", "global"));
            if (model.equals("tiny-t5")) { // whose decoder's layers also read the encoder's tokens, of another number
                assertLearns(model, methods, Map.of("network", "feed-forward", "level", "token", "scope", "layer"));
            }
        }
    }

    private void assertLearns(String model, List<Map<String, Object>> methods, Map<String, Object> gating)
            throws Exception {
        Path pack = Files.createTempDirectory(Runtime.work(), "families");
        Trainer.Result result =
                Topics.train(trainer, composition(model, Topics.union("lora").task(), methods, gating), pack);
        assertTrue(model + " " + result.losses(), result.losses().stream().allMatch(Double::isFinite));
        try (Predictor predictor = orchestrator.open(pack)) {
            List<Prediction> predictions = predictor.predict(List.of(TextInput.of("a small dog")), true);
            assertEquals(methods.size(), predictor.methods().size());
            if (!model.equals("tiny-roberta")) {
                var options = generator.options().parse(Map.of("max_new_tokens", 4), "test");
                List<List<Generated>> written =
                        generator.write(predictor.decoder(), List.of("a small dog", "a"), options);
                assertEquals(2, written.size());
                assertTrue(written.get(0).get(0).ids().length > 0);
            }
            assertTrue(model + ", " + gating, predictions.get(0).gates().size() >= methods.size());
            predictions
                    .get(0)
                    .gates()
                    .forEach(gate -> assertTrue(gate.toString(), gate.value() >= 0 && gate.value() <= 1));
        }
    }

    @Test
    public void everyFamilyThatWritesLearnsToWriteATextForAText() throws Exception {
        Path data = Files.createTempDirectory(Runtime.work(), "pairs");
        Files.writeString(data.resolve("train.en"), "a small dog\na dog\ntwo cats\nthe cat sleeps\n".repeat(4));
        Files.writeString(data.resolve("train.de"), "ein kleiner hund\nein hund\nzwei katzen\ndie katze\n".repeat(4));
        Map<String, Object> task = Map.of(
                "type",
                "text-to-text",
                "train",
                "train.en",
                "dev",
                "train.en",
                "source",
                "en",
                "target",
                "de",
                "metric",
                "chrf",
                "max_new_tokens",
                6,
                "num_beams",
                2);
        for (String model : List.of("tiny-gpt2", "tiny-llama", "tiny-t5")) {
            for (String level : List.of("sample", "token")) {
                Composition composition =
                        composition(model, task, UNION, Map.of("network", "feed-forward", "level", level));
                Path pack = Files.createTempDirectory(Runtime.work(), "pairs");
                Trainer.Result result = trainer.train(composition, data, pack, new Trainer.Listener() {}, () -> false);
                assertTrue(
                        model + " " + result.losses(), result.losses().stream().allMatch(Double::isFinite));
                try (Predictor predictor = orchestrator.open(pack)) {
                    List<Prediction> predictions =
                            predictor.predict(List.of(TextInput.of("a dog"), TextInput.of("two small cats")), true);
                    assertEquals(2, predictions.size());
                    assertTrue(model, predictions.get(0).scores().get("log_probability") < 0);
                    assertTrue(model, predictions.get(0).gates().size() >= UNION.size());
                    assertEquals(
                            result.metrics().get("chrf"),
                            predictor
                                    .evaluate(data.resolve("train.en"))
                                    .metrics()
                                    .get("chrf"),
                            1e-3);
                }
            }
        }
    }

    @Test
    public void aPackWritesTheSameTextForTheSameSeed() throws Exception {
        Path pack = Files.createTempDirectory(Runtime.work(), "writing");
        try (ComposedModel composed = sessions.compose(
                composition("tiny-gpt2", Map.of("type", Composition.NO_TASK), UNION, Map.of("network", "feed-forward")),
                null,
                Set.of())) {
            composed.save(pack, Map.of());
        }
        try (ComposedModel composed = sessions.compose(pack)) {
            var options = generator
                    .options()
                    .parse(
                            Map.of("do_sample", true, "seed", 7, "max_new_tokens", 6, "num_return_sequences", 2),
                            "test");
            List<String> texts = List.of("The cat sleeps", "A dog", "");
            List<List<Generated>> once = generator.write(composed.decoder(), texts, options);
            List<List<Generated>> again = generator.write(composed.decoder(), texts, options);
            assertEquals(3, once.size());
            for (int i = 0; i < texts.size(); i++) {
                assertEquals(2, once.get(i).size());
                assertEquals(once.get(i).get(0).text(), again.get(i).get(0).text());
                assertTrue(once.get(i).get(0).ids().length <= 6);
            }
        }
    }

    private static Composition composition(
            String model, Map<String, Object> task, List<Map<String, Object>> methods, Map<String, Object> gating) {
        return new Composition(
                resources().resolve(model).toString(),
                task,
                methods,
                gating,
                Map.of("name", "weighted-sum"),
                Composition.BaseWeights.FROZEN,
                Map.of("epochs", 1, "batch_size", 8, "learning_rate", 1e-3, "seed", 1),
                new Composition.Live(false, false),
                "cpu");
    }

    private static Path resources() {
        return Path.of(System.getProperty("unipelt.project")).resolve("integration-tests/src/test/resources");
    }
}
