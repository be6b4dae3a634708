package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.client.TextDecoder.Decoding;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.session.TrainableComposition.Penalties;
import org.unipelt.api.session.TrainableComposition.Setup;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.api.training.Optimiser.OptimiserInstance;
import org.unipelt.gate.recurrent.RecurrentGate;
import org.unipelt.gate.transformer.TransformerGate;
import org.unipelt.orchestrator.TestRecipes.Method;
import org.unipelt.pelt.lora.LoraModule;
import org.unipelt.pelt.prefix.PrefixTuningModule;
import org.unipelt.pelt.prompt.PromptTuningModule;
import org.unipelt.training.AdamWOptimiser;

/** Training of models that write: what is fed in training, and what they write then. */
class WritingTrainingTest {
    private static final List<Method> UNION = List.of(
            new Method("lora", new LoraModule(), Map.of("r", 4)),
            new Method("prefix-tuning", new PrefixTuningModule(), Map.of("prefix_length", 2)),
            new Method("prompt-tuning", new PromptTuningModule(), Map.of("num_virtual_tokens", 3)),
            new Method(
                    "behind",
                    new PromptTuningModule(),
                    Map.of("num_virtual_tokens", 2, "combine", "prefix_after_bos")));

    /** What is given, and what is to be written: of unlike lengths. */
    private static final int[][] GIVEN = {{9, 17, 33}, {40, 12}};

    private static final int[][] WANTED = {{71, 28, 93}, {55, 101}};

    /** The mean cross-entropy of the words that are wanted. */
    private static final class Words extends TokenStates {
        @Override
        public Drawing declare(ModelShape shape, Optional<String> pooling, Weights weights) {
            return new Drawing() {
                @Override
                public Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs) {
                    Operand<TFloat32> logits =
                            outputs.named().get(ModelOutputs.LOGITS).get();
                    return outputs.read().ofText(scope.ops(), logits);
                }

                @Override
                public Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets) {
                    Ops tf = scope.ops();
                    Operand<TFloat32> flat = tf.reshape(scores, tf.array(-1, shape.vocabulary()));
                    Operand<TFloat32> words = tf.reshape(targets, tf.array(-1));
                    Operand<TFloat32> counted =
                            tf.dtypes.cast(tf.math.greaterEqual(words, tf.constant(0f)), TFloat32.class);
                    Operand<TInt32> ids = tf.dtypes.cast(words, TInt32.class);
                    Operand<TFloat32> oneHot =
                            tf.oneHot(ids, tf.constant(shape.vocabulary()), tf.constant(1f), tf.constant(0f));
                    Operand<TFloat32> losses = tf.math.mul(
                            tf.nn.softmaxCrossEntropyWithLogits(flat, oneHot).loss(), counted);
                    return tf.math.div(tf.sum(losses, tf.array(0)), tf.sum(counted, tf.array(0)));
                }

                @Override
                public int counted(int rows, float[] targets) {
                    return (int) IntStream.range(0, targets.length)
                            .filter(i -> targets[i] >= 0)
                            .count();
                }
            };
        }
    }

    /** A model's part of a step: T5 goes through what is wanted behind its start token, GPT-2 through both texts. */
    private static Part part(String model) {
        return model.equals("tiny-t5") ? besideAnEncoder() : goingOn();
    }

    private static Part besideAnEncoder() {
        TokenBatch written =
                new TokenBatch(2, 3, new int[] {0, 71, 28, 0, 55, 0}, new int[6], new float[] {1, 1, 1, 1, 1, 0});
        float[] targets = {71, 28, 93, 55, 101, Row.IGNORED};
        return new Part(given(TokenBatch.Side.RIGHT), written, new float[] {1, 0, 0, 1, 0, 0}, targets);
    }

    private static Part goingOn() {
        TokenBatch both = new TokenBatch(
                2, 6, new int[] {9, 17, 33, 71, 28, 93, 40, 12, 55, 101, 0, 0}, new int[12], new float[] {
                    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0
                });
        float no = Row.IGNORED;
        float[] targets = {no, no, 71, 28, 93, no, no, 55, 101, no, no, no};
        return new Part(both, null, new float[] {1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0}, targets);
    }

    private static TokenBatch given(TokenBatch.Side padding) {
        return padding == TokenBatch.Side.RIGHT
                ? new TokenBatch(2, 3, new int[] {9, 17, 33, 40, 12, 0}, new int[6], new float[] {1, 1, 1, 1, 1, 0})
                : new TokenBatch(2, 3, new int[] {9, 17, 33, 0, 40, 12}, new int[6], new float[] {1, 1, 1, 0, 1, 1});
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-t5", "tiny-gpt2"})
    void theLossIsThatOfTheWordsWanted(String model) throws IOException {
        Host host = TinyModels.host(model);
        try (GraphTraining training = training(host)) {
            Part part = part(model);
            int vocabulary = host.model().shape().vocabulary();
            TokenBatch read = part.written() == null ? part.batch() : part.written();
            double sum = 0;
            int count = 0;
            for (int row = 0; row < 2; row++) {
                float[] scores = training.scores(part).get(row);
                for (int place = 0; place < scores.length / vocabulary; place++) {
                    float wanted = part.targets()[row * read.length() + place];
                    if (wanted >= 0) {
                        sum += crossEntropy(
                                Arrays.copyOfRange(scores, place * vocabulary, (place + 1) * vocabulary), (int) wanted);
                        count++;
                    }
                }
            }
            assertEquals(5, count);
            assertEquals(sum / count, training.step(List.of(part), 0, 1), 1e-4);
        } finally {
            host.retire();
        }
    }

    @Test
    void partsOfAStepCountByTheWordsWanted() throws IOException {
        Host host = TinyModels.host("tiny-gpt2");
        float no = Row.IGNORED;
        Part longer = alone(new int[] {9, 17, 33, 71, 28, 93}, no, no, 71, 28, 93, no);
        Part shorter = alone(new int[] {40, 12, 55}, no, 55, no);
        try (GraphTraining training = training(host, plan(host), new Words(), true)) {
            double expected = (3 * training.step(List.of(longer), 0, 1) + training.step(List.of(shorter), 0, 1)) / 4;
            assertEquals(expected, training.step(List.of(longer, shorter), 0, 1), 1e-4);
        } finally {
            host.retire();
        }
    }

    private static Part alone(int[] ids, float... targets) {
        float[] mask = new float[ids.length];
        Arrays.fill(mask, 1);
        return new Part(new TokenBatch(1, ids.length, ids, new int[ids.length], mask), null, null, targets);
    }

    private static double crossEntropy(float[] scores, int wanted) {
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - scores[wanted]);
        }
        return Math.log(sum);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-t5", "tiny-gpt2"})
    void whatIsTrainedIsWritten(String model) throws IOException {
        Host host = TinyModels.host(model);
        try (GraphTraining training = training(host)) {
            TextDecoder decoder = training.decoder();
            int[][] before = written(decoder);
            for (int step = 1; step <= 120; step++) {
                training.step(List.of(part(model)), 0.02, step);
            }
            assertFalse(Arrays.deepEquals(WANTED, before));
            int[][] after = written(decoder);
            assertArrayEquals(WANTED[0], after[0]);
            assertArrayEquals(WANTED[1], Arrays.copyOf(after[1], 2));
        } finally {
            host.retire();
        }
    }

    /** Three words for each text, the most probable ones. */
    private static int[][] written(TextDecoder decoder) {
        boolean beside = decoder.writing().start().isPresent();
        int[][] words = new int[2][3];
        try (Decoding decoding = decoder.begin(given(beside ? TokenBatch.Side.RIGHT : TokenBatch.Side.LEFT))) {
            for (int word = 0; word < 3; word++) {
                int[] next = {best(decoding.logits(), 0), best(decoding.logits(), 1)};
                words[0][word] = next[0];
                words[1][word] = next[1];
                decoding.advance(new int[] {0, 1}, next);
            }
        }
        return words;
    }

    private static int best(float[] logits, int row) {
        int size = logits.length / 2;
        int best = row * size;
        for (int i = row * size; i < (row + 1) * size; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best - row * size;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-t5", "tiny-gpt2"})
    void gatesAreInTrainingWhatTheyAreWhereItBeginsToWrite(String model) throws IOException {
        Host host = TinyModels.host(model);
        Composed composed = Composed.draw(host, plan(host), Map.of(), 5);
        List<float[]> training = composed.gates(part(model));
        List<float[]> writing = composed.gates(SessionDecoding.begun(host, given(TokenBatch.Side.RIGHT)));
        Part unmasked = new Part(part(model).batch(), part(model).written(), null, new float[0]);
        for (int row = 0; row < 2; row++) {
            assertArrayEquals(writing.get(row), training.get(row), 1e-5f);
            assertFalse(
                    Arrays.equals(training.get(row), composed.gates(unmasked).get(row)));
        }
        composed.release();
        host.retire();
    }

    @ParameterizedTest
    @CsvSource({"tiny-t5, recurrent", "tiny-t5, transformer", "tiny-gpt2, recurrent", "tiny-gpt2, transformer"})
    void tokensAreWrittenByTheGatesThatTrainingSees(String model, String network) throws IOException {
        Host host = TinyModels.host(model);
        GatingNetwork gates = network.equals("recurrent") ? new RecurrentGate() : new TransformerGate();
        Recipe recipe = TestRecipes.of(UNION, TestRecipes.gated(gates, Map.of("level", "token")), new Words());
        Plan plan = Planner.plan(host.model(), recipe, Optional.empty());
        try (GraphTraining training = training(host, plan, new Words())) {
            for (int step = 1; step <= 5; step++) {
                training.step(List.of(part(model)), 0.02, step);
            }
            int size = host.model().shape().vocabulary();
            float[] scores = training.scores(part(model)).get(0);
            int first = model.equals("tiny-t5") ? 0 : 2;
            TextDecoder decoder = training.decoder();
            boolean beside = decoder.writing().start().isPresent();
            try (Decoding decoding = decoder.begin(given(beside ? TokenBatch.Side.RIGHT : TokenBatch.Side.LEFT))) {
                for (int word = 0; word < 3; word++) {
                    int place = (first + word) * size;
                    assertArrayEquals(
                            Arrays.copyOfRange(scores, place, place + size),
                            Arrays.copyOf(decoding.logits(), size),
                            1e-4f,
                            "word " + word);
                    decoding.advance(new int[] {0, 1}, new int[] {WANTED[0][word], WANTED[1][0]});
                }
            }
        } finally {
            host.retire();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"masked", "first"})
    void gatesOfTextsThatArePaddedInFrontAreThoseOfTextsPaddedBehind(String pooling) throws IOException {
        Host host = TinyModels.host("tiny-gpt2");
        Composed composed = Composed.draw(host, plan(host, Map.of("pooling", pooling)), Map.of(), 5);
        List<float[]> behind = composed.gates(SessionDecoding.begun(host, given(TokenBatch.Side.RIGHT)));
        List<float[]> inFront = composed.gates(SessionDecoding.begun(host, given(TokenBatch.Side.LEFT)));
        for (int row = 0; row < 2; row++) {
            assertArrayEquals(behind.get(row), inFront.get(row), 1e-5f);
        }
        composed.release();
        host.retire();
    }

    @Test
    void virtualTokensBehindTheFirstStandBehindPaddingThatIsInFront() throws IOException {
        Host host = TinyModels.host("tiny-gpt2");
        Recipe recipe = TestRecipes.of(UNION, TestRecipes.gated(Map.of("level", "token")), new Words());
        Composed composed = Composed.draw(host, Planner.plan(host.model(), recipe, Optional.empty()), Map.of(), 5);
        List<float[]> scores = composed.run(given(TokenBatch.Side.RIGHT), false).scores();
        List<float[]> padded = composed.run(given(TokenBatch.Side.LEFT), false).scores();
        for (int row = 0; row < 2; row++) {
            assertArrayEquals(scores.get(row), padded.get(row), 1e-4f);
        }
        composed.release();
        host.retire();
    }

    @Test
    void aModelThatReadsAloneHasNoDecoder() {
        Host host = SmallBert.host();
        TaskHead head = new TokenStates();
        Plan plan =
                Planner.plan(host.model(), TestRecipes.of(UNION, TestRecipes.gated(Map.of()), head), Optional.empty());
        host.use();
        try (GraphTraining training = training(host, plan, head)) {
            assertThrows(ConfigurationException.class, training::decoder);
        } finally {
            host.retire();
        }
    }

    private static GraphTraining training(Host host) {
        return training(host, plan(host), new Words());
    }

    private static GraphTraining training(Host host, Plan plan, TaskHead head) {
        return training(host, plan, head, false);
    }

    private static GraphTraining training(Host host, Plan plan, TaskHead head, boolean accumulating) {
        AdamWOptimiser adamW = new AdamWOptimiser();
        OptimiserInstance optimiser = adamW.instantiate(adamW.options().parse(Map.of(), "adamw"));
        Setup setup = new Setup(head, optimiser, 1, Penalties.NONE, Map.of(), accumulating, true, 3);
        return GraphTraining.draw(host, plan, OwnBase.Extent.NOTHING, setup, (pack, weights, results) -> {});
    }

    private static Plan plan(Host host) {
        return plan(host, Map.of());
    }

    private static Plan plan(Host host, Map<String, Object> gating) {
        return Planner.plan(
                host.model(), TestRecipes.of(UNION, TestRecipes.gated(gating), new Words()), Optional.empty());
    }
}
