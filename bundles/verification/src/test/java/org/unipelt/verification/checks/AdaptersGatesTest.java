package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unipelt.api.model.TensorData;

class AdaptersGatesTest {
    private static final TensorData ONE = InMemory.floats(0.5f, 0.5f);
    private static final TensorData FOUR = InMemory.matrix(2, 1, 2, 3, 4, 5, 6, 7, 8);

    /** A model of two halves: three layers in the encoder, of which the first has gates, and two in the decoder. */
    private static final AdaptersGates TWO_HALVES = new AdaptersGates(Set.of(
            "hidden_state.0",
            "hidden_state.1",
            "hidden_state.2",
            "hidden_state.3",
            "decoder_hidden_state.0",
            "decoder_hidden_state.1",
            "decoder_hidden_state.2",
            "gate.encoder.layer.0.prefix.key_value",
            "gate.decoder.layer.0.prefix.key_value",
            "gate.decoder.layer.0.prefix.cross_key_value",
            "gate.decoder.layer.1.lora.query",
            "gate.decoder.layer.1.lora.value",
            "gate.decoder.layer.1.lora.cross_query",
            "gate.decoder.layer.1.lora.cross_value"));

    @Test
    void layersOfADecoderAreCountedBehindAllOfItsEncoder() {
        assertEquals(
                List.of("gate.encoder.layer.0.prefix.key_value"),
                TWO_HALVES.outputs("gate.layer.0.encoder_prefix", ONE));
        assertEquals(
                List.of("gate.decoder.layer.0.prefix.key_value"), TWO_HALVES.outputs("gate.layer.3.self_prefix", ONE));
        assertEquals(
                List.of("gate.decoder.layer.0.prefix.cross_key_value"),
                TWO_HALVES.outputs("gate.layer.3.cross_prefix", ONE));
    }

    @Test
    void columnsOfADecoderAreItsOwnAttentionAndThenCrossAttention() {
        assertEquals(
                List.of(
                        "gate.decoder.layer.1.lora.query",
                        "gate.decoder.layer.1.lora.value",
                        "gate.decoder.layer.1.lora.cross_query",
                        "gate.decoder.layer.1.lora.cross_value"),
                TWO_HALVES.outputs("gate.layer.4.selfattn_lora", FOUR));
    }

    @Test
    void layersOfADecoderAloneAreCountedFromTheFirst() {
        AdaptersGates gates = new AdaptersGates(
                Set.of("hidden_state.0", "hidden_state.1", "hidden_state.2", "gate.decoder.layer.1.adapter.ffn_block"));
        assertEquals(
                List.of("gate.decoder.layer.1.adapter.ffn_block"), gates.outputs("gate.layer.1.output_adapter", ONE));
    }

    @Test
    void gatesThatTheCompositionHasNotKeepTheirNames() {
        for (String name : List.of(
                "gate.layer.1.encoder_prefix", "gate.layer.3.output_adapter", "gate.layer.3.elsewhere", "logits")) {
            assertEquals(List.of(name), TWO_HALVES.outputs(name, ONE));
        }
        assertEquals(List.of("gate.layer.3.self_prefix"), TWO_HALVES.outputs("gate.layer.3.self_prefix", FOUR));
    }
}
