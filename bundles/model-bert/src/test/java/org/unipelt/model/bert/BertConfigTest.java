package org.unipelt.model.bert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.ModelShape;
import org.unipelt.testkit.model.Fixture;

class BertConfigTest {
    private final Map<String, Object> config = new HashMap<>(new Fixture("tiny-bert").config());

    @Test
    void shapeIsThatOfConfigJson() {
        assertEquals(
                new ModelShape(3, 32, 380, 64, 0.1),
                new BertModel().instantiate(config).shape());
    }

    @Test
    void absentOptionalKeysTakeTheLibrarysDefaults() {
        for (String key : List.of(
                "layer_norm_eps",
                "hidden_act",
                "hidden_dropout_prob",
                "attention_probs_dropout_prob",
                "position_embedding_type")) {
            config.remove(key);
        }
        BertConfig read = BertConfig.read(BertVariant.BERT, config);
        assertEquals(1e-12, read.epsilon());
        assertEquals(Activation.GELU, read.activation());
        assertEquals(0.1, read.hiddenDropout());
        assertEquals(0.1, read.attentionDropout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gelu_new", "gelu_pytorch_tanh"})
    void bothNamesOfTheTanhFormAreKnown(String word) {
        config.put("hidden_act", word);
        assertEquals(
                Activation.GELU_TANH, BertConfig.read(BertVariant.BERT, config).activation());
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                Arguments.of("model_type", "roberta"),
                Arguments.of("model_type", null),
                Arguments.of("hidden_size", null),
                Arguments.of("hidden_size", 0),
                Arguments.of("hidden_size", "32"),
                Arguments.of("hidden_size", 32.5),
                Arguments.of("num_hidden_layers", -1),
                Arguments.of("num_hidden_layers", 3_000_000_000L),
                Arguments.of("num_attention_heads", 5),
                Arguments.of("intermediate_size", true),
                Arguments.of("vocab_size", null),
                Arguments.of("max_position_embeddings", List.of(64)),
                Arguments.of("type_vocab_size", null),
                Arguments.of("layer_norm_eps", 0),
                Arguments.of("layer_norm_eps", "small"),
                Arguments.of("hidden_dropout_prob", 1.0),
                Arguments.of("attention_probs_dropout_prob", -0.1),
                Arguments.of("hidden_act", "softplus"),
                Arguments.of("hidden_act", 3),
                Arguments.of("position_embedding_type", "relative_key"),
                Arguments.of("is_decoder", true),
                Arguments.of("add_cross_attention", true));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void wrongValueIsRefusedByFileAndKey(String key, Object value) {
        config.put(key, value);
        String message = assertThrows(ConfigurationException.class, () -> new BertModel().instantiate(config))
                .getMessage();
        assertTrue(message.startsWith("config.json: '" + key + "' "), message);
    }

    @Test
    void refusalSaysWhatIsThereAndWhatToDo() {
        config.put("num_attention_heads", 5);
        assertEquals(
                "config.json: 'num_attention_heads' is 5, which does not divide hidden_size, 32."
                        + " Give a number of heads that divides hidden_size.",
                assertThrows(ConfigurationException.class, () -> BertConfig.read(BertVariant.BERT, config))
                        .getMessage());
    }
}
