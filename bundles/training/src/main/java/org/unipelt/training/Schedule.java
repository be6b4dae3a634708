package org.unipelt.training;

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

    /** What comes behind the warm-up. */
    enum Kind {
        LINEAR,
        CONSTANT
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
        if (done < warmupSteps) {
            return peak * done / warmupSteps;
        }
        return kind == Kind.CONSTANT ? peak : peak * (steps - done) / (steps - warmupSteps);
    }
}
