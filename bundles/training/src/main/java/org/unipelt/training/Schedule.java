package org.unipelt.training;

import java.util.Arrays;
import java.util.Locale;

/**
 * The learning rate of each step: linearly up from 0, then down to 0 or level, as the schedules of Hugging Face's
 * transformers with warm-up.
 *
 * @param kind what comes behind the warm-up
 * @param peak the highest rate
 * @param warmupSteps steps until it is reached
 * @param steps all steps
 */
record Schedule(Kind kind, double peak, int warmupSteps, int steps) {

    /** What comes behind the warm-up: which share of the peak is left when a share of the steps is done. */
    enum Kind {
        LINEAR {
            @Override
            double left(int done, int steps) {
                return (double) (steps - done) / steps;
            }
        },
        COSINE {
            @Override
            double left(int done, int steps) {
                return (1 + Math.cos(Math.PI * done / steps)) / 2;
            }
        },
        CONSTANT {
            @Override
            double left(int done, int steps) {
                return 1;
            }
        };

        /**
         * The share of the peak.
         *
         * @param done steps behind the warm-up that are done
         * @param steps all steps behind the warm-up
         */
        abstract double left(int done, int steps);

        /** The word that users write. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static String[] words() {
            return Arrays.stream(values()).map(Kind::word).toArray(String[]::new);
        }

        /** The kind of a word that is one of {@link #words}. */
        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** The schedule whose warm-up is a share of all steps, rounded up. */
    static Schedule of(Kind kind, double peak, double warmupShare, int steps) {
        double exact = warmupShare * steps;
        double rounding = 1e-9 * steps; // 0.1 * 30 must not become 4
        return new Schedule(kind, peak, (int) Math.ceil(exact - rounding), steps);
    }

    /**
     * The rate of a step.
     *
     * @param step from 1
     */
    double rate(int step) {
        int done = step - 1;
        return done < warmupSteps
                ? peak * done / warmupSteps
                : peak * kind.left(done - warmupSteps, steps - warmupSteps);
    }
}
