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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.TensorData;
import org.unipelt.testkit.model.Fixture;

class BertWeightsTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-bert-no-prefix", "tiny-roberta"})
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
    @ValueSource(strings = {"tiny-bert", "tiny-roberta"})
    void headsOfTheLibrarysOwnClassesAreTheSameHeads(String fixture) {
        Set<String> fineTuned = names(fixture).stream()
                .map(name -> name.replaceFirst("^(classification|question_answering)\\.", ""))
                .collect(Collectors.toSet());
        Map<String, BaseWeight> expected = find(fixture, names(fixture));
        Map<String, BaseWeight> found = find(fixture, fineTuned);
        assertEquals(expected.keySet(), found.keySet());
        assertTrue(found.containsKey("classification.classifier.weight"));
        assertEquals(
                "qa_outputs.bias",
                found.get("question_answering.qa_outputs.bias").source());
    }

    @Test
    void classifierOfTokensIsNoHeadOfTexts() {
        Set<String> names = names("tiny-bert");
        names.removeIf(name -> name.startsWith("bert.pooler.") || name.startsWith("cls.seq_relationship."));
        assertFalse(find("tiny-bert", names).containsKey("classification.classifier.weight"));
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-bert, cls.predictions.transform.LayerNorm.bias",
        "tiny-bert, cls.predictions.transform.dense",
        "tiny-bert, cls.predictions.bias",
        "tiny-bert, cls.seq_relationship.weight",
        "tiny-bert, classification.classifier.bias",
        "tiny-bert, question_answering.qa_outputs.weight",
        "tiny-bert, bert.pooler.dense.bias",
        "tiny-roberta, lm_head.layer_norm.bias",
        "tiny-roberta, lm_head.dense",
        "tiny-roberta, lm_head.bias",
        "tiny-roberta, classification.classifier.dense",
        "tiny-roberta, classification.classifier.out_proj",
        "tiny-roberta, question_answering.qa_outputs.weight"
    })
    void partOfAHeadIsNotTakenForNoHead(String fixture, String lost) {
        Set<String> names = names(fixture);
        assertTrue(names.removeIf(name -> name.startsWith(lost)));
        assertThrows(DataException.class, () -> find(fixture, names));
    }

    @ParameterizedTest
    @CsvSource({"tiny-bert, cls.predictions, 380", "tiny-roberta, lm_head, 390"})
    void storedDecoderOfMaskedWordsIsTaken(String fixture, String head, int words) {
        Set<String> names = names(fixture);
        assertFalse(find(fixture, names).containsKey(BertNames.MASKED_WORD_DECODER));
        names.add(head + ".decoder.weight");
        names.remove(head + ".bias");
        names.add(head + ".decoder.bias");
        Map<String, BaseWeight> found = find(fixture, names);
        BaseWeight decoder = found.get(BertNames.MASKED_WORD_DECODER);
        assertEquals(Shape.of(words, 32), decoder.shape());
        assertEquals(head + ".decoder.weight", decoder.source());
        assertEquals(
                head + ".decoder.bias", found.get(BertNames.MASKED_WORD_BIAS).source());
    }

    private static Set<String> names(String fixture) {
        return new TreeSet<>(new Fixture(fixture).checkpoint().keySet());
    }

    private static Map<String, BaseWeight> find(String fixture, Set<String> names) {
        BaseModel family = fixture.equals("tiny-roberta") ? new RobertaModel() : new BertModel();
        return family.instantiate(new Fixture(fixture).config()).weights(names).stream()
                .collect(Collectors.toMap(BaseWeight::name, weight -> weight));
    }
}
