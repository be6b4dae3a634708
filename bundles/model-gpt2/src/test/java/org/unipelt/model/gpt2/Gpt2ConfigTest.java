package org.unipelt.model.gpt2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.Activation;
import org.unipelt.testkit.model.Fixture;

class Gpt2ConfigTest {
    private static final Fixture FIXTURE = new Fixture("tiny-gpt2");

    @Test
    void absentKeysHaveTheLibrarysDefaults() {
        Map<String, Object> config = FIXTURE.config();
        config.keySet().retainAll(List.of("model_type", "n_embd", "n_layer", "n_head", "vocab_size", "n_positions"));
        Gpt2Config read = Gpt2Config.read(config);
        assertEquals(4 * 32, read.intermediate());
        assertEquals(1e-5, read.epsilon());
        assertEquals(Activation.GELU_TANH, read.activation());
        assertEquals(new Gpt2Config.Dropouts(0.1, 0.1, 0.1), read.dropouts());
        assertTrue(read.scaled());
        assertEquals(List.of(), read.writing().end());
    }

    @Test
    void theInnerSizeIsItsOwnWhereItIsGiven() {
        assertEquals(48, Gpt2Config.read(with("n_inner", 48)).intermediate());
    }

    @Test
    void scoresAreScaledByTheHeadSizeAndTheLayerAsToldTo() {
        Gpt2Config plain = Gpt2Config.read(FIXTURE.config());
        assertEquals(1 / Math.sqrt(8), plain.scale(2), 1e-12);
        assertEquals(1, Gpt2Config.read(with("scale_attn_weights", false)).scale(2), 1e-12);
        Gpt2Config byLayer = Gpt2Config.read(with("scale_attn_by_inverse_layer_idx", true));
        assertEquals(1 / Math.sqrt(8), byLayer.scale(0), 1e-12);
        assertEquals(1 / Math.sqrt(8) / 3, byLayer.scale(2), 1e-12);
    }

    @Test
    void theOrderOfScoresChangesNothing() {
        assertEquals(Gpt2Config.read(FIXTURE.config()), Gpt2Config.read(with("reorder_and_upcast_attn", true)));
    }

    @Test
    void paddingIsTheEndTokenWhereThereIsNone() {
        Map<String, Object> config = with("eos_token_id", Arrays.asList(7, 9));
        config.remove("pad_token_id");
        assertEquals(List.of(7, 9), Gpt2Config.read(config).writing().end());
        assertEquals(7, Gpt2Config.read(config).writing().padding());
    }

    @ParameterizedTest
    @CsvSource({
        "model_type, bert",
        "n_head, 5",
        "n_embd, 0",
        "n_inner, 0",
        "activation_function, softplus",
        "layer_norm_epsilon, 0",
        "embd_pdrop, -1",
        "resid_pdrop, 1.5",
        "attn_pdrop, much",
        "scale_attn_weights, 1",
        "eos_token_id, -1",
        "add_cross_attention, true"
    })
    void aWrongValueIsRefusedByItsKey(String key, String value) {
        refused(key, with(key, parsed(value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model_type", "n_embd", "n_layer", "n_head", "vocab_size", "n_positions"})
    void aSizeThatIsMissingIsNamed(String key) {
        Map<String, Object> config = FIXTURE.config();
        config.remove(key);
        refused(key, config);
    }

    private static void refused(String key, Map<String, Object> config) {
        String message = assertThrows(ConfigurationException.class, () -> new Gpt2Model().instantiate(config))
                .getMessage();
        assertTrue(message.startsWith("config.json: '" + key + "' "), message);
    }

    private static Map<String, Object> with(String key, Object value) {
        Map<String, Object> config = new LinkedHashMap<>(FIXTURE.config());
        config.put(key, value);
        return config;
    }

    private static Object parsed(String value) {
        if (value.equals("true")) {
            return true;
        }
        if (value.contains(".")) {
            return Double.valueOf(value);
        }
        return value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : value;
    }
}
