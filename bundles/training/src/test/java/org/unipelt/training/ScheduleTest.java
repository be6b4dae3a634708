package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void linearIsThatOfTransformers() {
        // get_linear_schedule_with_warmup(optimizer, 5, 20) at lr 0.002, as PyTorch gave it
        double[] golden = {
            0.0,
            0.0004,
            0.0008,
            0.0012,
            0.0016,
            0.002,
            0.0018666666666666666,
            0.0017333333333333335,
            0.0016,
            0.0014666666666666667,
            0.0013333333333333333,
            0.0012,
            0.0010666666666666667,
            0.0009333333333333333,
            0.0008,
            0.0006666666666666666,
            0.0005333333333333334,
            0.0004,
            0.0002666666666666667,
            0.00013333333333333334
        };
        assertArrayEquals(golden, rates(Schedule.of(Schedule.Kind.LINEAR, 0.002, 0.25, 20)), 1e-15);
    }

    @Test
    void cosineIsThatOfTransformers() {
        // get_cosine_schedule_with_warmup(optimizer, 5, 20) at lr 0.002, by its formula in Python
        double[] golden = {
            0.0,
            0.0004,
            0.0008,
            0.0012000000000000001,
            0.0016,
            0.002,
            0.0019781476007338056,
            0.001913545457642601,
            0.0018090169943749475,
            0.0016691306063588583,
            0.0015,
            0.0013090169943749475,
            0.0011045284632676536,
            0.0008954715367323467,
            0.0006909830056250527,
            0.0005000000000000002,
            0.0003308693936411421,
            0.00019098300562505265,
            8.645454235739902e-05,
            2.1852399266194312e-05
        };
        assertArrayEquals(golden, rates(Schedule.of(Schedule.Kind.COSINE, 0.002, 0.25, 20)), 1e-15);
    }

    @Test
    void constantStaysAtItsPeakBehindTheWarmUp() {
        assertArrayEquals(
                new double[] {0, 0.25, 0.5, 0.75, 1, 1, 1, 1},
                rates(Schedule.of(Schedule.Kind.CONSTANT, 1, 0.5, 8)),
                1e-15);
    }

    @Test
    void noWarmUpStartsAtThePeak() {
        assertArrayEquals(new double[] {1, 0.75, 0.5, 0.25}, rates(Schedule.of(Schedule.Kind.LINEAR, 1, 0, 4)), 1e-15);
        assertArrayEquals(new double[] {1, 1}, rates(Schedule.of(Schedule.Kind.CONSTANT, 1, 0, 2)), 1e-15);
    }

    @Test
    void warmUpOverAllStepsNeverFalls() {
        assertArrayEquals(new double[] {0, 0.25, 0.5, 0.75}, rates(Schedule.of(Schedule.Kind.LINEAR, 1, 1, 4)), 1e-15);
    }

    @Test
    void warmUpIsRoundedUpButNotByRoundingErrors() {
        assertEquals(1, Schedule.of(Schedule.Kind.LINEAR, 1, 0.1, 3).warmupSteps());
        for (int tens = 1; tens < 1000; tens++) {
            assertEquals(
                    tens, Schedule.of(Schedule.Kind.LINEAR, 1, 0.1, 10 * tens).warmupSteps());
        }
        assertEquals(7, Schedule.of(Schedule.Kind.LINEAR, 1, 0.07, 100).warmupSteps()); // 0.07 * 100 > 7
    }

    private static double[] rates(Schedule schedule) {
        return IntStream.rangeClosed(1, schedule.steps())
                .mapToDouble(schedule::rate)
                .toArray();
    }
}
