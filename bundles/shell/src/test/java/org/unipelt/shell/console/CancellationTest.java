package org.unipelt.shell.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();

    @Test
    void waitingEndsWhenTheConditionHolds() {
        AtomicInteger looks = new AtomicInteger();
        assertTrue(cancellation.await(() -> looks.incrementAndGet() == 5, Duration.ofMinutes(5)));
    }

    @Test
    void waitingEndsWhenTheUserStops() {
        AtomicInteger looks = new AtomicInteger();
        assertFalse(cancellation.await(
                () -> {
                    if (looks.incrementAndGet() == 3) {
                        cancellation.cancel();
                    }
                    return false;
                },
                Duration.ofMinutes(5)));
        assertTrue(cancellation.getAsBoolean());
    }

    @Test
    void waitingEndsWhenTheTimeIsOver() {
        assertFalse(cancellation.await(() -> false, Duration.ZERO));
    }
}
