package org.unipelt.task.texttotext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.task.Row;

class TokenCrossEntropyTest {
    private static final float I = Row.IGNORED;
    private static final float[][][] SCORES = {
        {{1, 2, 0}, {5, 5, 5}, {0, -1, 3}},
        {{0, 0, 1}, {7, 1, 2}, {9, 9, 9}}
    };

    @Test
    void theLossIsTheMeanOverTheWantedTokensOfAllRows() {
        float[][] targets = {{I, 1, 2}, {0, I, I}};
        double expected = (loss(SCORES[0][1], 1) + loss(SCORES[0][2], 2) + loss(SCORES[1][0], 0)) / 3;

        assertEquals(expected, run(targets)[0], 1e-6);
    }

    @Test
    void whatIsIgnoredHasNoGradient() {
        float[] result = run(new float[][] {{I, 1, I}, {I, I, I}});

        double third = 1.0 / 3;
        float[] gradient = new float[18];
        gradient[3] = (float) third;
        gradient[4] = (float) (third - 1);
        gradient[5] = (float) third;
        assertArrayEquals(gradient, Arrays.copyOfRange(result, 1, 19), 1e-6f);
    }

    @Test
    void whatIsIgnoredDoesNotCount() {
        assertEquals(2, TokenCrossEntropy.wanted(new float[] {I, 1, 0, I}));
    }

    @Test
    void aBatchWithoutAWantedTokenHasTheLossNothing() {
        assertArrayEquals(new float[19], run(new float[][] {{I, I, I}, {I, I, I}}), 0f);
    }

    private static double loss(float[] scores, int wanted) {
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score);
        }
        return Math.log(sum) - scores[wanted];
    }

    /** The loss, then its gradient by the scores. */
    private static float[] run(float[][] targets) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> scores = tf.constant(SCORES);
            Operand<TFloat32> loss = TokenCrossEntropy.draw(tf, scores, tf.constant(targets));
            Output<?>[] gradients = graph.addGradients(loss.asOutput(), new Output<?>[] {scores.asOutput()});
            try (var result = session.runner().fetch(loss).fetch(gradients[0]).run()) {
                float[] numbers = new float[19];
                numbers[0] = ((TFloat32) result.get(0)).getFloat();
                int[] next = {1};
                ((TFloat32) result.get(1)).scalars().forEach(value -> numbers[next[0]++] = value.getFloat());
                return numbers;
            }
        }
    }
}
