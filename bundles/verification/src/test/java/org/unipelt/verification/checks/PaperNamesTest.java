package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

class PaperNamesTest {
    private static final PaperNames USUAL = new PaperNames(List.of(), true, PaperFixtures.HIDDEN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "union5-masked",
                "apl-reparametrised-masked",
                "apl-softmax-masked",
                "prompt-unshifted-masked",
                "union5-sigmoid-of-mean-masked",
                "apl-ungated",
                "apl-token"
            })
    void everyTrainableFindsAPlaceAndNoNumberIsLost(String name) throws IOException {
        Map<String, TensorData> own = PaperFixtures.translated(name);
        long numbers =
                own.values().stream().mapToLong(data -> data.shape().size()).sum();
        assertEquals(PaperFixtures.config(name).trainables(), numbers);
    }

    @Test
    void namesAreMethodSiteAndParameter() throws IOException {
        Map<String, TensorData> own = PaperFixtures.translated("union5-masked");
        assertShape(own, "adapter.encoder.layer.2.ffn_block.down.weight", 32, 6);
        assertShape(own, "prefix-tuning.encoder.layer.0.key_value.value", 4, 32);
        assertShape(own, "lora.encoder.layer.1.query.a", 32, 3);
        assertShape(own, "lora.encoder.layer.1.value.b", 3, 32);
        assertShape(own, "bitfit.encoder.layer.0.ffn_in.bias", 64);
        assertShape(own, "bitfit.encoder.layer.0.attention_norm.bias", 32);
        assertShape(own, "prompt-tuning.encoder.embeddings.embeddings", 3, 32);
        assertShape(own, "gate.encoder.layer.0.adapter.ffn_block.weight", 32, 1);
        assertShape(own, "gate.encoder.layer.0.prefix-tuning.key_value.bias", 1);
        assertShape(own, "gate.encoder.layer.0.lora.query.weight", 32, 1);
        assertShape(own, "gate.encoder.layer.0.bitfit.weight", 32, 1);
        assertShape(own, "gate.encoder.embeddings.prompt-tuning.embeddings.weight", 32, 1);
        assertShape(own, "head.classifier.weight", 32, 3);
    }

    @Test
    void trainingNetworkOfThePrefixIsCutByLayerKeyAndValue() throws IOException {
        Map<String, TensorData> own = PaperFixtures.translated("apl-reparametrised-masked");
        assertShape(own, "prefix-tuning.embedding", 4, 32);
        assertShape(own, "prefix-tuning.hidden.weight", 32, 10);
        assertShape(own, "prefix-tuning.encoder.layer.2.key_value.value.weight", 10, 32);
        // 192 rows of 10: the fourth block of 32 is layer 1's value
        assertEquals(
                3 * 32 * 10f,
                own.get("prefix-tuning.encoder.layer.1.key_value.value.weight").floats()[0]);
        assertEquals(
                3 * 32f,
                own.get("prefix-tuning.encoder.layer.1.key_value.value.bias").floats()[0]);
    }

    @Test
    void rowsOfASharedGateAreThoseOfItsMethods() throws IOException {
        Map<String, TensorData> own = PaperFixtures.translated("apl-softmax-masked");
        assertShape(own, "gate.encoder.layer.1.lora.weight", 32, 1);
        assertEquals(0f, own.get("gate.encoder.layer.1.adapter.bias").floats()[0]);
        assertEquals(1f, own.get("gate.encoder.layer.1.prefix-tuning.bias").floats()[0]);
        assertEquals(64f, own.get("gate.encoder.layer.1.lora.weight").floats()[0]);
        PaperNames names = PaperFixtures.config("apl-softmax-masked").names(PaperFixtures.HIDDEN);
        assertEquals(Optional.of("encoder.layer.1.prefix-tuning"), names.gate("layer.1.prefix"));
    }

    @Test
    void unshiftedPromptStandsAtTheEmbeddingsOutput() throws IOException {
        Map<String, TensorData> own = PaperFixtures.translated("prompt-unshifted-masked");
        assertShape(own, "prompt-tuning.encoder.embedding_output.embeddings", 3, 32);
        assertShape(own, "gate.encoder.embeddings.prompt-tuning.embedding_output.weight", 32, 1);
    }

    @Test
    void mapsAreTransposedAndPrefixesAreNot() {
        TensorData data = InMemory.matrix(2, 1, 2, 3, 4, 5, 6);
        assertEquals(
                InMemory.matrix(3, 1, 4, 2, 5, 3, 6),
                USUAL.translate("lora.layer.0.query.A", data).get("lora.encoder.layer.0.query.a"));
        assertEquals(
                data, USUAL.translate("prefix.layer.0.key", data).get("prefix-tuning.encoder.layer.0.key_value.key"));
    }

    @Test
    void otherNamesAreNotGuessed() {
        for (String name : List.of(
                "adapter.layer.0.side.weight",
                "bitfit.encoder.layer.0.pooler.bias",
                "gate.layer.0.other.weight",
                "gate.layer.0.weight",
                "embeddings.weight")) {
            assertTrue(USUAL.translate(name, InMemory.matrix(1, 1, 2)).isEmpty(), name);
        }
    }

    private static void assertShape(Map<String, TensorData> own, String name, long... shape) {
        assertTrue(own.containsKey(name), name + " is not in " + own.keySet());
        assertEquals(Shape.of(shape), own.get(name).shape(), name);
    }
}
