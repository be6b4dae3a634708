package org.unipelt.model.bert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.TensorData;
import org.unipelt.testkit.model.Fixture;

class BertWeightsTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-bert-no-prefix"})
    void everyWeightOfTheCheckpointIsFoundInItsShape(String name) {
        Map<String, TensorData> checkpoint = new Fixture(name).checkpoint();
        Map<String, BaseWeight> found = find(name, checkpoint.keySet());
        Set<String> expected = new TreeSet<>(checkpoint.keySet());
        expected.remove("embeddings.position_ids");
        assertEquals(
                expected,
                found.values().stream().map(BaseWeight::source).collect(Collectors.toCollection(TreeSet::new)));
        for (BaseWeight weight : found.values()) {
            Shape stored = checkpoint.get(weight.source()).shape();
            Shape inGraph = weight.transposed() ? Shape.of(stored.get(1), stored.get(0)) : stored;
            assertTrue(weight.shape().isCompatibleWith(inGraph), weight + " is stored as " + stored);
        }
    }

    @Test
    void prefixDoesNotShowInTheFamilysOwnNames() {
        BaseWeight query = find("tiny-bert", names("tiny-bert")).get("encoder.layer.1.attention.self.query.weight");
        assertEquals("bert.encoder.layer.1.attention.self.query.weight", query.source());
        assertTrue(query.transposed());
        assertFalse(find("tiny-bert", names("tiny-bert")).get(BertNames.WORDS).transposed());
    }

    @Test
    void olderNamesOfLayerNormAreUnderstood() {
        Set<String> names = names("tiny-bert").stream()
                .map(name ->
                        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"))
                .collect(Collectors.toSet());
        Map<String, BaseWeight> found = find("tiny-bert", names);
        assertEquals(
                "bert.encoder.layer.0.output.LayerNorm.gamma",
                found.get("encoder.layer.0.output.LayerNorm.weight").source());
        assertEquals(
                "bert.embeddings.LayerNorm.beta",
                found.get("embeddings.LayerNorm.bias").source());
    }

    @Test
    void allMissingWeightsAreListedAtOnce() {
        Set<String> names = names("tiny-bert");
        names.remove("bert.encoder.layer.2.output.dense.bias");
        names.remove("bert.embeddings.word_embeddings.weight");
        String message = assertThrows(DataException.class, () -> find("tiny-bert", names))
                .getMessage();
        assertTrue(message.contains("2 weights"), message);
        assertTrue(message.contains("encoder.layer.2.output.dense.bias"), message);
        assertTrue(message.contains("embeddings.word_embeddings.weight"), message);
    }

    @Test
    void encoderWithoutHeadsIsEnough() {
        Set<String> names = names("tiny-bert");
        names.removeIf(name -> !name.startsWith("bert.embeddings") && !name.startsWith("bert.encoder"));
        assertEquals(names.size(), find("tiny-bert", names).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cls.predictions.transform.LayerNorm.bias",
                "cls.predictions.bias",
                "cls.seq_relationship.weight",
                "classification.classifier.bias",
                "question_answering.qa_outputs.weight",
                "bert.pooler.dense.bias"
            })
    void partOfAHeadIsNotTakenForNoHead(String lost) {
        Set<String> names = names("tiny-bert");
        names.remove(lost);
        assertThrows(DataException.class, () -> find("tiny-bert", names));
    }

    @Test
    void storedDecoderOfMaskedWordsIsTaken() {
        Set<String> names = names("tiny-bert");
        assertFalse(find("tiny-bert", names).containsKey(BertNames.MASKED_WORD_DECODER));
        names.add("cls.predictions.decoder.weight");
        names.remove("cls.predictions.bias");
        names.add("cls.predictions.decoder.bias");
        Map<String, BaseWeight> found = find("tiny-bert", names);
        assertEquals(Shape.of(380, 32), found.get(BertNames.MASKED_WORD_DECODER).shape());
        assertEquals(
                "cls.predictions.decoder.bias",
                found.get(BertNames.MASKED_WORD_BIAS).source());
    }

    private static Set<String> names(String fixture) {
        return new TreeSet<>(new Fixture(fixture).checkpoint().keySet());
    }

    private static Map<String, BaseWeight> find(String fixture, Set<String> names) {
        return new BertModel()
                .instantiate(new Fixture(fixture).config()).weights(names).stream()
                        .collect(Collectors.toMap(BaseWeight::name, weight -> weight));
    }
}
