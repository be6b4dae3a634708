package org.unipelt.orchestrator;

import java.util.EnumMap;
import java.util.Map;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.text.TokenBatch;

/** The tensors of a batch while it runs. */
record FedBatch(Map<Input, Tensor> tensors) implements AutoCloseable {

    /** What a forward pass reads; by the library's names. */
    enum Input {
        INPUT_IDS,
        TOKEN_TYPE_IDS,
        ATTENTION_MASK,
        DECODER_INPUT_IDS,
        DECODER_ATTENTION_MASK,
        /** 1 where gates may read; all tokens where it is not fed. */
        GATE_MASK;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** Whether it holds 0 and 1 as numbers to compute with, and not ids. */
        boolean mask() {
            return this == ATTENTION_MASK || this == DECODER_ATTENTION_MASK || this == GATE_MASK;
        }
    }

    /** What a forward pass calls its inputs. */
    record Names(Map<Input, String> byInput) {
        String of(Input input) {
            String name = byInput.get(input);
            if (name == null) {
                throw new ConfigurationException(
                        "input '" + input.word() + "'", "the base model does not read it", "Leave it out");
            }
            return name;
        }
    }

    /** @throws org.unipelt.api.DataException if the composition cannot read it */
    static FedBatch of(TokenBatch batch, Limits limits) {
        limits.checkLength(batch.length());
        int[] ids = limits.checked(Input.INPUT_IDS, batch.ids());
        Shape shape = Shape.of(batch.rows(), batch.length());
        FedBatch fed = new FedBatch(new EnumMap<>(Input.class));
        fed.tensors.put(Input.INPUT_IDS, Tensors.of(shape, ids));
        fed.tensors.put(Input.TOKEN_TYPE_IDS, Tensors.of(shape, batch.typeIds()));
        fed.tensors.put(Input.ATTENTION_MASK, Tensors.of(shape, batch.mask()));
        return fed;
    }

    /** @throws org.unipelt.api.DataException if the composition cannot read it */
    static FedBatch of(Part part, Limits limits) {
        TokenBatch written = part.written();
        if (written != null) {
            limits.checkLength(written.length());
            limits.checked(Input.DECODER_INPUT_IDS, written.ids());
        }
        FedBatch fed = of(part.batch(), limits);
        if (written != null) {
            Shape shape = Shape.of(written.rows(), written.length());
            fed.tensors.put(Input.DECODER_INPUT_IDS, Tensors.of(shape, written.ids()));
            fed.tensors.put(Input.DECODER_ATTENTION_MASK, Tensors.of(shape, written.mask()));
        }
        if (part.gateMask() != null) {
            TokenBatch read = written == null ? part.batch() : written;
            fed.tensors.put(Input.GATE_MASK, Tensors.of(Shape.of(read.rows(), read.length()), part.gateMask()));
        }
        return fed;
    }

    Session.Runner into(Session.Runner runner, Names names) {
        tensors.forEach((input, tensor) -> runner.feed(names.of(input), tensor));
        return runner;
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }
}
