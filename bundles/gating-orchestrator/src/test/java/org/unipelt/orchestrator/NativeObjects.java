package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;

/** Objects of TensorFlow as JavaCPP counts them. */
final class NativeObjects {
    private NativeObjects() {}

    /**
     * Frees what tests of other classes forgot: a later collection of the heap must not change the count. References go on in
     * the order of collections, so that those of one have gone on when one of the next arrives.
     */
    static void freeForgotten() throws InterruptedException {
        for (int collections = 0; collections < 3; collections++) {
            ReferenceQueue<Object> queue = new ReferenceQueue<>();
            Reference<Object> last = new PhantomReference<>(new Object(), queue);
            System.gc();
            assertSame(last, queue.remove(TimeUnit.MINUTES.toMillis(1)), "the heap was not collected");
            Pointer.deallocateReferences();
        }
    }

    static long count() {
        return Pointer.totalCount();
    }
}
