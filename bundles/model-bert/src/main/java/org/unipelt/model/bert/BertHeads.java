package org.unipelt.model.bert;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;

/** The heads that the checkpoint has weights for, on the last hidden states [batch, sequence, hidden]. */
final class BertHeads {
    private final BertConfig config;
    private final Ops tf;
    private final Functions functions;
    private final FrozenWeights weights;
    private final Operand<TFloat32> last;
    private final Supplier<Operand<TFloat32>> pooled;
    private final Supplier<Operand<TFloat32>> span = once(this::drawSpan);

    /**
     * @param last the last hidden states, [batch, sequence, hidden]
     * @param pooler draws the pooler's output, [batch, hidden]
     */
    BertHeads(
            BertConfig config,
            Ops tf,
            Functions functions,
            FrozenWeights weights,
            Operand<TFloat32> last,
            Supplier<Operand<TFloat32>> pooler) {
        pooled = once(pooler);
        this.config = config;
        this.tf = tf;
        this.functions = functions;
        this.weights = weights;
        this.last = last;
    }

    /**
     * {@code pooler_output} [batch, hidden], {@code logits} of masked words [batch, sequence, vocabulary],
     * {@code next_sentence_logits} [batch, 2], {@code classification_logits} [batch, classes], {@code start_logits} and
     * {@code end_logits} [batch, sequence]. Each is drawn when first asked for.
     */
    Map<String, Supplier<Operand<TFloat32>>> named() {
        Map<String, Supplier<Operand<TFloat32>>> named = new HashMap<>();
        if (has(BertNames.POOLER)) {
            named.put("pooler_output", pooled);
        }
        if (has(BertNames.MASKED_WORD_DENSE)) {
            named.put("logits", once(this::drawMaskedWord));
        }
        if (has(BertNames.NEXT_SENTENCE)) {
            named.put("next_sentence_logits", once(() -> linear(pooled.get(), BertNames.NEXT_SENTENCE)));
        }
        if (has(BertNames.CLASSIFIER)) {
            named.put("classification_logits", once(() -> linear(pooled.get(), BertNames.CLASSIFIER)));
        }
        if (has(BertNames.SPAN)) {
            named.put("start_logits", once(() -> spanColumn(0)));
            named.put("end_logits", once(() -> spanColumn(1)));
        }
        return named;
    }

    private Operand<TFloat32> drawMaskedWord() {
        Operand<TFloat32> dense = linear(rows(), BertNames.MASKED_WORD_DENSE);
        Operand<TFloat32> normed = functions.layerNorm(
                functions.activate(config.activation(), dense),
                weights.get(BertNames.weight(BertNames.MASKED_WORD_NORM)),
                weights.get(BertNames.bias(BertNames.MASKED_WORD_NORM)));
        boolean own = weights.has(BertNames.MASKED_WORD_DECODER);
        Operand<TFloat32> decoder = weights.get(own ? BertNames.MASKED_WORD_DECODER : BertNames.WORDS);
        Operand<TFloat32> scores = tf.math.add(
                tf.linalg.matMul(normed, decoder, MatMul.transposeB(true)), weights.get(BertNames.MASKED_WORD_BIAS));
        return tf.reshape(scores, shapeWith(config.vocabulary()));
    }

    private Operand<TFloat32> drawSpan() {
        return tf.reshape(linear(rows(), BertNames.SPAN), shapeWith(2));
    }

    private Operand<TFloat32> spanColumn(int column) {
        Operand<TFloat32> slice =
                tf.slice(span.get(), tf.constant(new int[] {0, 0, column}), tf.constant(new int[] {-1, -1, 1}));
        return tf.squeeze(slice, Squeeze.axis(List.of(2L)));
    }

    /** All hidden states as one matrix. */
    private Operand<TFloat32> rows() {
        return tf.reshape(last, tf.constant(new int[] {-1, config.hidden()}));
    }

    /** [batch, sequence, size]. */
    private Operand<TInt32> shapeWith(int size) {
        Operand<TInt32> places = tf.slice(tf.shape(last), tf.constant(new int[] {0}), tf.constant(new int[] {2}));
        return tf.concat(List.of(places, tf.constant(new int[] {size})), tf.constant(0));
    }

    private Operand<TFloat32> linear(Operand<TFloat32> x, String part) {
        return functions.linear(x, weights.get(BertNames.weight(part)), weights.get(BertNames.bias(part)));
    }

    private boolean has(String part) {
        return weights.has(BertNames.weight(part));
    }

    /** The same operand each time. A graph is drawn by one thread. */
    private static Supplier<Operand<TFloat32>> once(Supplier<Operand<TFloat32>> drawing) {
        return new Supplier<>() {
            private Operand<TFloat32> drawn;

            @Override
            public Operand<TFloat32> get() {
                if (drawn == null) {
                    drawn = drawing.get();
                }
                return drawn;
            }
        };
    }
}
