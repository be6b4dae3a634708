package org.unipelt.shell.bench;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.text.TokenBatch;

/** Brings a batch's tokens into a session, and a number out, with hardly anything to compute between them. */
final class Feeding implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session = new Session(graph, Products.configuration());
    private final Operand<TInt32> ids;
    private final Operand<TInt32> typeIds;
    private final Operand<TFloat32> mask;
    private final Operand<TFloat32> sum;

    Feeding() {
        Ops tf = Ops.create(graph);
        ids = tf.placeholder(TInt32.class);
        typeIds = tf.placeholder(TInt32.class);
        mask = tf.placeholder(TFloat32.class);
        sum = tf.math.addN(List.of(tf.dtypes.cast(ids, TFloat32.class), tf.dtypes.cast(typeIds, TFloat32.class), mask));
    }

    /** Copies in, runs, copies out; ids, types and mask of each token added up. */
    float[] run(TokenBatch batch) {
        Shape shape = Shape.of(batch.rows(), batch.length());
        try (TInt32 fedIds = TInt32.tensorOf(shape, DataBuffers.of(batch.ids(), true, false));
                TInt32 fedTypes = TInt32.tensorOf(shape, DataBuffers.of(batch.typeIds(), true, false));
                TFloat32 fedMask = TFloat32.tensorOf(shape, DataBuffers.of(batch.mask(), true, false));
                Result result = session.runner()
                        .feed(ids, fedIds)
                        .feed(typeIds, fedTypes)
                        .feed(mask, fedMask)
                        .fetch(sum)
                        .run()) {
            float[] values = new float[batch.rows() * batch.length()];
            result.get(0).asRawTensor().data().asFloats().read(values);
            return values;
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
