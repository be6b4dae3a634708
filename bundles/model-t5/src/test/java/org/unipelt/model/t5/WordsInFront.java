package org.unipelt.model.t5;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.model.PlainSites;

/** The plain model with virtual tokens in front of what the encoder reads. */
final class WordsInFront extends PlainSites {
    private final SiteKind where;
    private final int batch;
    private final float[][] words;

    /** @param words the embeddings of the virtual tokens, alike in each row */
    WordsInFront(Ops tf, SiteKind where, int batch, float[][] words) {
        super(tf);
        this.where = where;
        this.batch = batch;
        this.words = words;
    }

    @Override
    public Sequence embeddings(Site site, Sequence sequence) {
        super.embeddings(site, sequence);
        if (site.stage() == Stage.DECODER || site.kind() != where) {
            return sequence;
        }
        Operand<TFloat32> ones = tf.fill(tf.array(batch, words.length), tf.constant(1f));
        return new Sequence(
                tf.concat(List.of(states(), sequence.states()), tf.constant(1)),
                tf.concat(
                        List.of(tf.fill(tf.array(batch, words.length), tf.constant(0)), sequence.typeIds()),
                        tf.constant(1)),
                tf.concat(List.of(ones, sequence.mask()), tf.constant(1)),
                tf.concat(List.of(ones, sequence.counted()), tf.constant(1)),
                sequence.first(),
                sequence.position());
    }

    private Operand<TFloat32> states() {
        int hidden = words[0].length;
        float[] values = new float[batch * words.length * hidden];
        for (int i = 0; i < batch * words.length; i++) {
            System.arraycopy(words[i % words.length], 0, values, i * hidden, hidden);
        }
        return tf.constant(Shape.of(batch, words.length, hidden), DataBuffers.of(values));
    }
}
