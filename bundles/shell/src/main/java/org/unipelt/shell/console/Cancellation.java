package org.unipelt.shell.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether the user has asked to stop; set once, and never taken back. */
public final class Cancellation implements BooleanSupplier {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private final CountDownLatch asked = new CountDownLatch(1);

    /** Asks to stop. */
    public void cancel() {
        asked.countDown();
    }

    @Override
    public boolean getAsBoolean() {
        return asked.getCount() == 0;
    }

    /**
     * Waits until a condition holds, looking at it now and then.
     *
     * @return whether it holds; false when the time is over or the user asked to stop
     */
    public boolean await(BooleanSupplier condition, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || pause(BETWEEN_LOOKS)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Waits; true at once when the user asks to stop. */
    private boolean pause(Duration duration) {
        try {
            return asked.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
