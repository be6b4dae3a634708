package org.unipelt.orchestrator;

import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.training.TokenBatch;

/** The tensors of a batch while it runs. */
record FedBatch(TInt32 ids, TInt32 typeIds, TFloat32 mask) implements AutoCloseable {

    static FedBatch of(TokenBatch batch) {
        Shape shape = Shape.of(batch.rows(), batch.length());
        return new FedBatch(
                Tensors.of(shape, batch.ids()), Tensors.of(shape, batch.typeIds()), Tensors.of(shape, batch.mask()));
    }

    Session.Runner into(Session.Runner runner, Composed.Fed fed) {
        return runner.feed(fed.ids(), ids).feed(fed.typeIds(), typeIds).feed(fed.mask(), mask);
    }

    @Override
    public void close() {
        ids.close();
        typeIds.close();
        mask.close();
    }
}
