package org.unipelt.orchestrator;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.orchestrator.FedBatch.Input;

/**
 * What a pass reads.
 *
 * @param unread 1 where gates must not read in the sequence that is written; null for nowhere
 * @param fed what is fed or can be
 */
record PassInputs(ModelInputs model, Operand<TFloat32> unread, Map<Input, Operand<?>> fed) {
    private static final Shape BATCH = Shape.of(-1, -1);

    /** What a model reads from the first token on. */
    static PassInputs of(Ops tf, BaseModelInstance model) {
        Map<Input, Operand<?>> fed = new EnumMap<>(Input.class);
        Placeholder.Options any = Placeholder.shape(BATCH);
        Operand<TInt32> ids = tf.placeholder(TInt32.class, any);
        Operand<TInt32> typeIds = tf.placeholder(TInt32.class, any);
        Operand<TFloat32> mask = tf.placeholder(TFloat32.class, any);
        fed.put(Input.INPUT_IDS, ids);
        fed.put(Input.TOKEN_TYPE_IDS, typeIds);
        fed.put(Input.ATTENTION_MASK, mask);
        if (model.writing().isEmpty()) {
            return new PassInputs(new ModelInputs(ids, typeIds, mask, null), null, fed);
        }
        ModelInputs.Decoder decoder = null;
        OptionalInt start = model.writing().orElseThrow().start();
        if (start.isPresent()) {
            decoder = new ModelInputs.Decoder(
                    tf.placeholderWithDefault(shifted(tf, ids, start.getAsInt()), BATCH),
                    tf.placeholderWithDefault(mask, BATCH));
            fed.put(Input.DECODER_INPUT_IDS, decoder.ids());
            fed.put(Input.DECODER_ATTENTION_MASK, decoder.mask());
        }
        Operand<TFloat32> written = decoder == null ? mask : decoder.mask();
        Operand<TFloat32> gateMask = tf.placeholderWithDefault(written, BATCH);
        fed.put(Input.GATE_MASK, gateMask);
        return new PassInputs(new ModelInputs(ids, typeIds, mask, decoder), tf.math.sub(written, gateMask), fed);
    }

    /** What a decoder reads where nothing is given to it: the text itself behind its start token (Raffel et al. 2020). */
    private static Operand<TInt32> shifted(Ops tf, Operand<TInt32> ids, int start) {
        Operand<TInt32> rows = tf.slice(tf.shape(ids), tf.array(0), tf.array(1));
        Operand<TInt32> starts = tf.fill(tf.concat(List.of(rows, tf.array(1)), tf.constant(0)), tf.constant(start));
        Operand<TInt32> size = tf.math.sub(tf.shape(ids), tf.array(0, 1));
        return tf.concat(List.of(starts, tf.slice(ids, tf.array(0, 0), size)), tf.constant(1));
    }

    /** What a model reads that has read the beginning before. The encoder's part is there to draw with, and never fed. */
    static PassInputs goingOn(Ops tf, BaseModelInstance model, Operand<TInt32> tokens) {
        Operand<TInt32> typeIds = tf.zerosLike(tokens);
        Operand<TFloat32> mask = tf.fill(tf.shape(tokens), tf.constant(1f));
        if (model.writing().orElseThrow().start().isEmpty()) {
            return new PassInputs(new ModelInputs(tokens, typeIds, mask, null), null, Map.of());
        }
        PassInputs whole = of(tf, model);
        ModelInputs encoder = whole.model();
        return new PassInputs(
                new ModelInputs(
                        encoder.ids(), encoder.typeIds(), encoder.mask(), new ModelInputs.Decoder(tokens, mask)),
                null,
                Map.of());
    }

    FedBatch.Names names(Sketch sketch) {
        Map<Input, String> names = new EnumMap<>(Input.class);
        fed.forEach((input, operand) -> names.put(input, sketch.name(operand)));
        return new FedBatch.Names(names);
    }
}
