package org.unipelt.model.t5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.model.Fixture;

/** The table holds each bucket's number, so that a bias tells the bucket. */
class PlaceBiasTest {
    private static final int LENGTH = 140;
    private static final Map<String, Object> CONFIG = new Fixture("tiny-t5-v1_1").config();

    /** Where the buckets of 32 begin that several distances to 128 share. */
    private static final List<Integer> BOTH_WAYS = List.of(8, 12, 16, 23, 32, 46, 64, 91);

    private static final List<Integer> ONE_WAY =
            List.of(16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113);

    private final EagerSession session = EagerSession.create();
    private final Ops tf = Ops.create(session);

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void anEncoderHasHalfOfTheBucketsForEachSide() {
        TFloat32 bias = of(Stage.ENCODER, LENGTH, LENGTH).own(0).asTensor();
        for (int distance = 0; distance < LENGTH; distance++) {
            int bucket = bucket(distance, BOTH_WAYS);
            assertEquals(bucket, bias.getFloat(0, 0, LENGTH - 1, LENGTH - 1 - distance), "before by " + distance);
            float behind = bias.getFloat(0, 0, 0, distance);
            assertEquals(distance == 0 ? 0 : 16 + bucket, behind, "behind by " + distance);
        }
    }

    @Test
    void aDecoderHasAllBucketsForWhatStandsBefore() {
        TFloat32 bias = of(Stage.DECODER, LENGTH, LENGTH).own(0).asTensor();
        for (int distance = 0; distance < LENGTH; distance++) {
            int bucket = bucket(distance, ONE_WAY);
            assertEquals(bucket, bias.getFloat(0, 0, LENGTH - 1, LENGTH - 1 - distance), "before by " + distance);
        }
    }

    private static int bucket(int distance, List<Integer> shared) {
        int near = shared.get(0);
        return distance < near
                ? distance
                : near
                        - 1
                        + (int) shared.stream()
                                .filter(start -> distance >= start)
                                .count();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void keysInFrontOfTheTextHaveThePlacesBeforeIt(Stage stage) {
        int front = 20;
        int length = 30;
        TFloat32 whole = of(stage, front + length, front + length).own(0).asTensor();
        PlaceBias text = of(stage, length, length);
        TFloat32 before = text.front(front, 0).asTensor();
        assertEquals(front, before.shape().get(3));
        assertEquals(length, before.shape().get(2));
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < front; key++) {
                float expected = whole.getFloat(0, 0, front + query, key);
                assertEquals(expected, before.getFloat(0, 0, query, key), "query " + query + ", key " + key);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void queriesThatGoOnFromOthersStandAtTheLastPlaces(Stage stage) {
        int all = 40;
        int own = 3;
        TFloat32 whole = of(stage, all, all).own(0).asTensor();
        TFloat32 last = of(stage, own, all).own(0).asTensor();
        assertEquals(own, last.shape().get(2));
        assertEquals(all, last.shape().get(3));
        for (int query = 0; query < own; query++) {
            for (int key = 0; key < all; key++) {
                float expected = whole.getFloat(0, 0, all - own + query, key);
                assertEquals(expected, last.getFloat(0, 0, query, key), "query " + query + ", key " + key);
            }
        }
    }

    /** As adapters has a prefix at the first places: the text's keys have moved, its queries have not. */
    @Test
    void queriesMayStandFurtherInFrontThanTheirKeys() {
        int back = 4;
        int length = 25;
        TFloat32 longer = of(Stage.ENCODER, length + back, length + back).own(0).asTensor();
        PlaceBias text = of(Stage.ENCODER, length, length);
        TFloat32 own = text.own(back).asTensor();
        TFloat32 front = text.front(back, back).asTensor();
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                assertEquals(longer.getFloat(0, 0, query, key + back), own.getFloat(0, 0, query, key));
            }
            for (int key = 0; key < back; key++) {
                assertEquals(longer.getFloat(0, 0, query, key), front.getFloat(0, 0, query, key));
            }
        }
    }

    private PlaceBias of(Stage stage, int queries, int all) {
        float[][] table = new float[32][3];
        for (int bucket = 0; bucket < table.length; bucket++) {
            table[bucket] = new float[] {bucket, bucket, bucket};
        }
        Operand<TFloat32> ones = tf.onesLike(tf.constant(new float[1][all]));
        Operand<TInt32> types = tf.constant(new int[1][queries]);
        Operand<TFloat32> states = tf.constant(new float[1][queries][32]);
        return PlaceBias.of(
                tf,
                T5Config.read(CONFIG),
                stage,
                tf.constant(table),
                new Sites.Sequence(states, types, ones, ones, 0, 0));
    }
}
