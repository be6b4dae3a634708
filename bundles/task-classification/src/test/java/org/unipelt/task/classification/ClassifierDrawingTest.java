package org.unipelt.task.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.task.sentence.DrawnHead;
import org.unipelt.task.sentence.Pooling;
import org.unipelt.task.sentence.SentenceHead;

class ClassifierDrawingTest {
    private static final ModelShape SHAPE = new ModelShape(1, 2, 10, 8, 0.1);
    private static final float[][][] HIDDEN = {{{1, 2}, {3, 4}, {900, -700}}, {{-1, 5}, {2, 2}, {0.5f, -4}}};
    private static final float[][] MASK = {{1, 1, 0}, {1, 1, 1}};
    private static final float[] MEANS = {2, 3, 0.5f, 1};
    private static final float[] FIRSTS = {1, 2, -1, 5};
    private static final float[] LASTS = {3, 4, 0.5f, -4};
    private static final float[] POOLED = {7, 8, 9, 10};
    private static final Map<String, Supplier<Operand<TFloat32>>> NO_POOLER = Map.of();

    @Test
    void declaresAWeightAndABias() {
        try (DrawnHead head = head("auto", Optional.empty())) {
            assertEquals(
                    List.of("classifier.weight", "classifier.bias"),
                    List.copyOf(head.parameters().keySet()));
            assertEquals(
                    Shape.of(2, 2), head.parameters().get("classifier.weight").shape());
            assertEquals(Shape.of(2), head.parameters().get("classifier.bias").shape());
        }
    }

    @Test
    void weightsStartNormalAndTheBiasAtZero() {
        try (DrawnHead head = head("auto", Optional.empty())) {
            float[] weight = new float[10_000];
            head.parameters().get("classifier.weight").initializer().fill(weight, Shape.of(100, 100), new Random(1));
            float[] bias = new float[3];
            head.parameters().get("classifier.bias").initializer().fill(bias, Shape.of(3), new Random(1));

            double squares = 0;
            for (float w : weight) {
                squares += w * w;
            }
            assertEquals(0.02, Math.sqrt(squares / weight.length), 0.001);
            assertArrayEquals(new float[3], bias);
        }
    }

    @Test
    void meanPoolingLeavesPaddingOut() {
        assertArrayEquals(MEANS, sentenceVectors("mean", Optional.empty(), false), 1e-6f);
    }

    @Test
    void aTextHasTheSameScoresWithAndWithoutPadding() {
        try (DrawnHead head = head("mean", Optional.empty())) {
            identity(head);
            float[] padded = head.run(head.scores(HIDDEN, MASK, NO_POOLER));
            float[] alone =
                    head.run(head.scores(new float[][][] {{{1, 2}, {3, 4}}}, new float[][] {{1, 1}}, NO_POOLER));

            assertArrayEquals(alone, new float[] {padded[0], padded[1]});
        }
    }

    @Test
    void aRowOfPaddingOnlyGivesZeroAndNotNaN() {
        try (DrawnHead head = head("mean", Optional.empty())) {
            identity(head);

            assertArrayEquals(
                    new float[] {0, 0},
                    head.run(head.scores(new float[][][] {{{5, 6}}}, new float[][] {{0}}, NO_POOLER)));
        }
    }

    @Test
    void firstPoolingReadsTheFirstToken() {
        assertArrayEquals(FIRSTS, sentenceVectors("first", Optional.empty(), true));
    }

    @Test
    void firstPoolingReadsTheTokenThatStandsForTheText() {
        try (DrawnHead head = new DrawnHead(head("first"), SHAPE, Optional.empty(), false, 1)) {
            identity(head);

            assertArrayEquals(new float[] {3, 4, 2, 2}, head.run(head.scores(HIDDEN, MASK, NO_POOLER)));
        }
    }

    @Test
    void lastPoolingReadsTheLastTokenThatTheMaskKeeps() {
        assertArrayEquals(LASTS, sentenceVectors("last", Optional.empty(), true));
    }

    @Test
    void lastPoolingDoesNotMindOnWhichSidePaddingStands() {
        try (DrawnHead head = head("last", Optional.empty())) {
            identity(head);
            float[][][] left = {{{900, -700}, {1, 2}, {3, 4}}, {{-1, 5}, {2, 2}, {0.5f, -4}}};

            assertArrayEquals(LASTS, head.run(head.scores(left, new float[][] {{0, 1, 1}, {1, 1, 1}}, NO_POOLER)));
        }
    }

    @ParameterizedTest
    @CsvSource({"mean", "first", "last", "pooler", "auto"})
    void headsReadTheDecoderOfAModelOfTwoHalves(String pooling) {
        float[] expected = sentenceVectors(pooling, Optional.empty(), true);
        try (DrawnHead head = head(pooling, Optional.empty())) {
            identity(head);
            Operand<TFloat32> pooled = head.ops().constant(new float[][] {{7, 8}, {9, 10}});
            ModelOutputs decoder = new ModelOutputs(
                    List.of(head.ops().constant(HIDDEN)),
                    head.ops().constant(MASK),
                    0,
                    Map.of("pooler_output", () -> pooled));
            Operand<TFloat32> other = head.ops().constant(new float[][][] {{{-50, -60}}, {{-70, -80}}});
            Operand<TFloat32> all = head.ops().constant(new float[][] {{1}, {1}});
            ModelOutputs both = new ModelOutputs(List.of(other), all, 0, Map.of(), Optional.of(decoder));

            assertArrayEquals(expected, head.run(head.scores(both)));
        }
    }

    @Test
    void hiddenLayerHasParametersOfItsOwn() {
        try (DrawnHead head = hiddenLayer(false)) {
            assertEquals(
                    Set.of("dense.weight", "dense.bias", "classifier.weight", "classifier.bias"),
                    head.parameters().keySet());
            assertEquals(Shape.of(2, 2), head.parameters().get("dense.weight").shape());
            assertEquals(Shape.of(2), head.parameters().get("dense.bias").shape());
        }
    }

    @Test
    void hiddenLayerIsALinearMapWithTanhBeforeTheScores() {
        try (DrawnHead head = hiddenLayer(false)) {
            double[] hidden = {
                Math.tanh(0.5 * 2 - 0.1 * 3 + 0.2), Math.tanh(0.25 * 2 + 0.3 * 3 - 0.4),
                Math.tanh(0.5 * 0.5 - 0.1 + 0.2), Math.tanh(0.25 * 0.5 + 0.3 - 0.4)
            };

            assertArrayEquals(
                    floats(
                            hidden[0] + 0.5 * hidden[1] + 10, -2 * hidden[0] + 3 * hidden[1] + 20,
                            hidden[2] + 0.5 * hidden[3] + 10, -2 * hidden[2] + 3 * hidden[3] + 20),
                    head.run(head.scores(HIDDEN, MASK, NO_POOLER)),
                    1e-5f);
        }
    }

    @Test
    void trainingDropsElementsBeforeAndBehindTheHiddenLayer() {
        try (DrawnHead head = hiddenLayer(true)) {
            assertArrayEquals(
                    new float[] {10, 20, 10, 20}, head.run(head.scores(HIDDEN, MASK, NO_POOLER)), "all was dropped");
            assertEquals(List.of(0.1, 0.1), head.droppedRates());
        }
    }

    /** A head with a hidden layer over means, and weights. */
    private static DrawnHead hiddenLayer(boolean training) {
        SentenceHead sentence = new SentenceHead(Pooling.MEAN, true);
        DrawnHead head = new DrawnHead(
                head(sentence, new CrossEntropy(new LossOptions(0, Map.of()))), SHAPE, Optional.empty(), training);
        head.set("dense.weight", new float[] {0.5f, 0.25f, -0.1f, 0.3f});
        head.set("dense.bias", new float[] {0.2f, -0.4f});
        head.set("classifier.weight", new float[] {1, -2, 0.5f, 3});
        head.set("classifier.bias", new float[] {10, 20});
        return head;
    }

    @Test
    void poolerPoolingReadsTheModelsPooler() {
        assertArrayEquals(POOLED, sentenceVectors("pooler", Optional.of("mean"), true));
    }

    @Test
    void poolerPoolingIsRefusedWhereTheModelHasNone() {
        ConfigurationException error =
                assertThrows(ConfigurationException.class, () -> sentenceVectors("pooler", Optional.empty(), false));

        assertTrue(error.getMessage().contains("the base model's pooler, and it has none"), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"mean,true,mean", "first,true,first", "last,true,last", ",true,pooler", ",false,first"})
    void autoFollowsTheModelThenItsPoolerThenTheFirstToken(String hint, boolean pooler, String expected) {
        float[] vectors =
                switch (expected) {
                    case "mean" -> MEANS;
                    case "first" -> FIRSTS;
                    case "last" -> LASTS;
                    default -> POOLED;
                };

        assertArrayEquals(vectors, sentenceVectors("auto", Optional.ofNullable(hint), pooler), 1e-6f);
    }

    @Test
    void aHintThatIsNotKnownIsRefused() {
        ConfigurationException error =
                assertThrows(ConfigurationException.class, () -> head("auto", Optional.of("maximum")));

        assertTrue(error.getMessage().contains("the pooling 'maximum', which is not known"), error.getMessage());
    }

    @Test
    void scoresAreALinearMapOfTheSentenceVector() {
        try (DrawnHead head = head("mean", Optional.empty())) {
            head.set("classifier.weight", new float[] {1, -2, 0.5f, 3});
            head.set("classifier.bias", new float[] {10, 20});

            assertArrayEquals(
                    new float[] {2 + 1.5f + 10, -4 + 9 + 20, 0.5f + 0.5f + 10, -1 + 3 + 20},
                    head.run(head.scores(HIDDEN, MASK, NO_POOLER)),
                    1e-5f);
        }
    }

    @Test
    void trainingDropsElementsOfTheSentenceVectorAtTheModelsRate() {
        try (DrawnHead head = new DrawnHead(head("mean"), SHAPE, Optional.empty(), true)) {
            head.set("classifier.weight", new float[] {1, -2, 0.5f, 3});
            head.set("classifier.bias", new float[] {10, 20});

            assertArrayEquals(
                    new float[] {10, 20, 10, 20}, head.run(head.scores(HIDDEN, MASK, NO_POOLER)), "all was dropped");
            assertEquals(List.of(0.1), head.droppedRates());
        }
    }

    @Test
    void lossIsTheMeanCrossEntropy() {
        try (DrawnHead head = head("mean", Optional.empty())) {
            identity(head);
            Operand<TFloat32> loss = head.loss(head.scores(HIDDEN, MASK, NO_POOLER), new float[][] {{1, 0}, {0, 1}});

            double first = Math.log(Math.exp(2) + Math.exp(3)) - 2;
            double second = Math.log(Math.exp(0.5) + Math.exp(1)) - 1;
            assertEquals(Shape.scalar(), loss.shape());
            assertEquals((first + second) / 2, head.run(loss)[0], 1e-6);
        }
    }

    @Test
    void gradientsReachWeightBiasAndTokensButNotPadding() {
        try (DrawnHead head = head("mean", Optional.empty())) {
            head.set("classifier.weight", new float[] {1, -2, 0.5f, 3});
            head.set("classifier.bias", new float[] {0.1f, -0.1f});
            Operand<TFloat32> hidden = head.ops().constant(HIDDEN);
            Operand<TFloat32> loss = head.loss(head.scores(hidden, MASK, NO_POOLER), new float[][] {{1, 0}, {0, 1}});
            List<Output<?>> gradients = head.gradients(
                    loss,
                    List.of(
                            head.value(head.parameters().get("classifier.weight")),
                            head.value(head.parameters().get("classifier.bias")),
                            hidden));

            // by hand: scores (3.6, 4.9) and (1.1, 1.9); by the scores (softmax - target) / batch
            double d0 = (1 / (1 + Math.exp(4.9 - 3.6)) - 1) / 2;
            double d1 = 1 / (1 + Math.exp(1.9 - 1.1)) / 2;
            assertArrayEquals(
                    floats(2 * d0 + 0.5 * d1, -2 * d0 - 0.5 * d1, 3 * d0 + d1, -3 * d0 - d1),
                    head.run(gradients.get(0)),
                    1e-5f);
            assertArrayEquals(floats(d0 + d1, -d0 - d1), head.run(gradients.get(1)), 1e-6f);
            double[] token0 = {(d0 * 1 - d0 * -2) / 2, (d0 * 0.5 - d0 * 3) / 2};
            double[] token1 = {(d1 * 1 - d1 * -2) / 3, (d1 * 0.5 - d1 * 3) / 3};
            assertArrayEquals(
                    floats(
                            token0[0], token0[1], token0[0], token0[1], 0, 0, token1[0], token1[1], token1[0],
                            token1[1], token1[0], token1[1]),
                    head.run(gradients.get(2)),
                    1e-6f);
        }
    }

    @ParameterizedTest
    @CsvSource({"first", "pooler"})
    void gradientsReachTheModelThroughEveryPooling(String pooling) {
        try (DrawnHead head = head(pooling, Optional.empty())) {
            identity(head);
            Operand<TFloat32> hidden = head.ops().constant(HIDDEN);
            Operand<TFloat32> pooled = head.ops().constant(new float[][] {{7, 8}, {9, 10}});
            Operand<TFloat32> loss = head.loss(
                    head.scores(hidden, MASK, Map.of("pooler_output", () -> pooled)), new float[][] {{1, 0}, {1, 0}});
            Operand<TFloat32> read = pooling.equals("first") ? hidden : pooled;

            float[] gradient = head.run(head.gradients(loss, List.of(read)).get(0));

            // the first element of every vector belongs to the right class, so that its gradient is p - 1, halved by
            // the mean
            double expected = (1 / (1 + Math.exp(1)) - 1) / 2;
            assertEquals(expected, gradient[0], 1e-6);
            assertEquals(-expected, gradient[1], 1e-6);
        }
    }

    @Test
    void gradientsOfLastPoolingReachTheLastTokensAlone() {
        try (DrawnHead head = head("last", Optional.empty())) {
            identity(head);
            Operand<TFloat32> hidden = head.ops().constant(HIDDEN);
            Operand<TFloat32> loss = head.loss(head.scores(hidden, MASK, NO_POOLER), new float[][] {{1, 0}, {1, 0}});

            // by hand: scores (3, 4) and (0.5, -4); p - 1 of the right class, halved by the mean
            double first = (1 / (1 + Math.exp(1)) - 1) / 2;
            double second = (1 / (1 + Math.exp(-4.5)) - 1) / 2;
            assertArrayEquals(
                    floats(0, 0, first, -first, 0, 0, 0, 0, 0, 0, second, -second),
                    head.run(head.gradients(loss, List.of(hidden)).get(0)),
                    1e-6f);
        }
    }

    /** What a head reads as sentence vectors: its scores where W is the identity and b is 0. */
    private static float[] sentenceVectors(String pooling, Optional<String> hint, boolean pooler) {
        try (DrawnHead head = head(pooling, hint)) {
            identity(head);
            Operand<TFloat32> pooled = head.ops().constant(new float[][] {{7, 8}, {9, 10}});
            return head.run(head.scores(HIDDEN, MASK, pooler ? Map.of("pooler_output", () -> pooled) : NO_POOLER));
        }
    }

    private static void identity(DrawnHead head) {
        head.set("classifier.weight", new float[] {1, 0, 0, 1});
        head.set("classifier.bias", new float[] {0, 0});
    }

    private static DrawnHead head(String pooling, Optional<String> hint) {
        return new DrawnHead(head(pooling), SHAPE, hint, false);
    }

    private static ClassificationHead head(String pooling) {
        return head(new SentenceHead(Pooling.of(pooling), false), new CrossEntropy(new LossOptions(0, Map.of())));
    }

    private static ClassificationHead head(SentenceHead sentence, CrossEntropy loss) {
        return new ClassificationHead(Labels.of(List.of("0", "1")), "accuracy", sentence, loss);
    }

    private static float[] floats(double... numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }
}
