package org.unipelt.model.bert;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.family.Norms;
import org.unipelt.api.family.Once;
import org.unipelt.api.family.Scores;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.ModelOutputs;

/** The heads that the checkpoint has weights for, on the last hidden states [batch, sequence, hidden]. */
final class BertHeads {
    private final BertConfig config;
    private final Ops tf;
    private final Norms norms;
    private final FrozenWeights weights;
    private final Operand<TFloat32> last;
    private final Supplier<Operand<TFloat32>> first;
    private final Supplier<Operand<TFloat32>> pooler;
    private final Once pooled = new Once(this::drawPooled);
    private final Once span = new Once(this::drawSpan);

    /**
     * @param last the last hidden states, [batch, sequence, hidden]
     * @param first draws the state of the token that stands for the text, [batch, hidden]
     * @param pooler draws the pooler's linear map where it is a site, [batch, hidden]
     */
    BertHeads(
            BertConfig config,
            Ops tf,
            Norms norms,
            FrozenWeights weights,
            Operand<TFloat32> last,
            Supplier<Operand<TFloat32>> first,
            Supplier<Operand<TFloat32>> pooler) {
        this.first = new Once(first);
        this.pooler = pooler;
        this.config = config;
        this.tf = tf;
        this.norms = norms;
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
            named.put(ModelOutputs.LOGITS, new Once(this::drawMaskedWord));
        }
        if (has(BertNames.NEXT_SENTENCE)) {
            named.put("next_sentence_logits", new Once(() -> linear(pooled.get(), BertNames.NEXT_SENTENCE)));
        }
        if (has(BertNames.CLASSIFIER)) {
            named.put(ModelOutputs.CLASSIFICATION_LOGITS, new Once(() -> linear(classified(), BertNames.CLASSIFIER)));
        }
        if (has(BertNames.SPAN)) {
            named.put("start_logits", new Once(() -> Scores.column(tf, span.get(), 0)));
            named.put("end_logits", new Once(() -> Scores.column(tf, span.get(), 1)));
        }
        return named;
    }

    private Operand<TFloat32> drawPooled() {
        boolean site = config.variant().pooled();
        return tf.math.tanh(site ? pooler.get() : linear(first.get(), BertNames.POOLER));
    }

    /** What the classifier reads: the pooler's output, or with RoBERTa that of a layer of its own. */
    private Operand<TFloat32> classified() {
        return has(BertNames.CLASSIFIER_DENSE)
                ? tf.math.tanh(linear(first.get(), BertNames.CLASSIFIER_DENSE))
                : pooled.get();
    }

    private Operand<TFloat32> drawMaskedWord() {
        Operand<TFloat32> dense = linear(rows(), BertNames.MASKED_WORD_DENSE);
        Operand<TFloat32> normed = norms.layerNorm(
                config.activation().draw(tf, dense),
                weights.get(WeightNames.weight(BertNames.MASKED_WORD_NORM)),
                weights.get(WeightNames.bias(BertNames.MASKED_WORD_NORM)));
        boolean own = weights.has(BertNames.MASKED_WORD_DECODER);
        Operand<TFloat32> decoder = weights.get(own ? BertNames.MASKED_WORD_DECODER : BertNames.WORDS);
        return tf.reshape(
                Scores.ofWords(
                        tf, tf.expandDims(normed, tf.constant(0)), decoder, weights.get(BertNames.MASKED_WORD_BIAS)),
                shapeWith(config.vocabulary()));
    }

    private Operand<TFloat32> drawSpan() {
        return tf.reshape(linear(rows(), BertNames.SPAN), shapeWith(2));
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
        return tf.math.add(
                tf.linalg.matMul(x, weights.get(WeightNames.weight(part))), weights.get(WeightNames.bias(part)));
    }

    private boolean has(String part) {
        return weights.has(WeightNames.weight(part));
    }
}
