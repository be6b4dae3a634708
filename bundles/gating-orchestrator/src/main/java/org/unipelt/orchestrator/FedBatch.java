package org.unipelt.orchestrator;

import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.training.TokenBatch;

/** The tensors of a batch while it runs. */
record FedBatch(TInt32 ids, TInt32 typeIds, TFloat32 mask) implements AutoCloseable {

    /** What a forward pass calls its inputs. */
    record Names(String ids, String typeIds, String mask) {}

    static FedBatch of(TokenBatch batch) {
        return of(Shape.of(batch.rows(), batch.length()), batch.ids(), batch.typeIds(), batch.mask());
    }

    /** @param shape [batch, sequence] */
    static FedBatch of(Shape shape, int[] ids, int[] typeIds, float[] mask) {
        return new FedBatch(Tensors.of(shape, ids), Tensors.of(shape, typeIds), Tensors.of(shape, mask));
    }

    Session.Runner into(Session.Runner runner, Names names) {
        return runner.feed(names.ids(), ids).feed(names.typeIds(), typeIds).feed(names.mask(), mask);
    }

    @Override
    public void close() {
        ids.close();
        typeIds.close();
        mask.close();
    }
}
