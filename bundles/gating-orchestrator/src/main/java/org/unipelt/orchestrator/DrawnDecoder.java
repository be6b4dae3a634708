package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.DeleteSessionTensor;
import org.tensorflow.op.core.GetSessionTensor;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.ModelOutputs;

/**
 * The two passes by which a composition writes, by their names in the session: the first reads what is given, each further one
 * a token for every row. What a pass leaves stays in the session; the names of handles to it go from run to run.
 *
 * @param fed the first pass's inputs
 * @param first what the first pass gives
 * @param next what a further pass gives
 * @param rows the further pass's input of which rows go on
 * @param tokens the further pass's input of the tokens that they go on with
 * @param before the further pass's inputs of handles, in the order of those that a pass gives
 * @param deletes lets go of what the handles stand for, in the same order; a further pass does so by itself
 */
record DrawnDecoder(
        FedBatch.Names fed,
        Given first,
        Given next,
        String rows,
        String tokens,
        List<String> before,
        List<String> deletes) {

    /**
     * What a pass gives.
     *
     * @param logits [rows, vocabulary]
     * @param handles to what it leaves
     */
    record Given(String logits, List<String> handles) {}

    /** Draws both passes into the session. */
    static DrawnDecoder draw(Supplier<Drawing> drawings) {
        try (Drawing drawing = drawings.get()) {
            DrawnDecoder drawn = new Painter(drawing).draw();
            drawing.commit();
            return drawn;
        }
    }

    /** Draws the passes of one decoder. */
    private static final class Painter {
        private final Drawing drawing;
        private final Sketch sketch;
        private final Ops tf;
        private final Map<String, String> before = new LinkedHashMap<>();
        private final List<String> deletes = new ArrayList<>();
        private final Placeholder<TInt32> rows;

        Painter(Drawing drawing) {
            this.drawing = drawing;
            sketch = drawing.sketch();
            tf = sketch.ops();
            rows = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
        }

        DrawnDecoder draw() {
            Drawing.Pass first = drawing.prediction();
            Given firstGiven = given(first, first.cache().left().keySet());
            Map<String, Operand<TFloat32>> restored = new LinkedHashMap<>();
            first.cache().left().forEach((name, value) -> restored.put(name, restored(name, value)));
            Placeholder<TInt32> tokens = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, 1)));
            Drawing.Pass next = drawing.goingOn(first, tokens, restored::get);
            return new DrawnDecoder(
                    first.fed(),
                    firstGiven,
                    given(next, restored.keySet()),
                    sketch.name(rows),
                    sketch.name(tokens),
                    List.copyOf(before.values()),
                    deletes);
        }

        private Given given(Drawing.Pass pass, Iterable<String> order) {
            List<String> handles = new ArrayList<>();
            for (String name : order) {
                handles.add(sketch.name(sketch.keep(pass.cache().left().get(name))));
            }
            Supplier<Operand<TFloat32>> logits = pass.outputs().named().get(ModelOutputs.NEXT_TOKEN_LOGITS);
            if (logits == null) {
                throw new ConfigurationException(
                        "base model",
                        "it has no scores of words, and cannot write",
                        "Take one that was trained to write");
            }
            return new Given(sketch.name(logits.get()), handles);
        }

        /** What an earlier pass left, for the rows that go on; it is deleted once it is read. */
        private Operand<TFloat32> restored(String name, Operand<TFloat32> like) {
            Placeholder<TString> handle = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
            before.put(name, sketch.name(handle));
            GetSessionTensor<TFloat32> whole = tf.getSessionTensor(handle, TFloat32.class);
            DeleteSessionTensor delete =
                    tf.withControlDependencies(List.<Op>of(whole)).deleteSessionTensor(handle);
            deletes.add(sketch.name(delete));
            Shape shape = Shape.unknown();
            if (!like.shape().isUnknown()) {
                long[] sizes = like.shape().asArray();
                sizes[0] = Shape.UNKNOWN_SIZE;
                shape = Shape.of(sizes);
            }
            Operand<TFloat32> chosen = tf.gather(whole, rows, tf.constant(0));
            return tf.ensureShape(chosen, shape);
        }
    }
}
