package org.unipelt.model.gpt2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.api.training.TokenBatch.Side;
import org.unipelt.testkit.model.BatchProperties;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.FamilyParity;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;
import org.unipelt.testkit.model.PlainSites;

class Gpt2Test {
    private static final Fixture FIXTURE = new Fixture("tiny-gpt2");
    private static final Map<String, TensorData> REFERENCE = FIXTURE.tensors("reference.safetensors");
    private static final int PADDING = 379;

    @Test
    void everyOutputAgreesWithTheReferenceImplementation() {
        assertEquals(5 * 6, FamilyParity.compareAll(new Gpt2Model(), FIXTURE));
    }

    @Test
    void drawingCallsEverySiteOnceInOrder() {
        try (DrawnModel model = DrawnModel.of(new Gpt2Model(), FIXTURE)) {
            List<Site> all = new Gpt2Model().instantiate(FIXTURE.config()).sites();
            assertEquals(2 + 3 * 11 + 1, all.size());
            assertEquals(all, ((PlainSites) model.sites()).visited());
            assertTrue(all.stream().allMatch(site -> site.stage() == Stage.DECODER));
        }
    }

    @Test
    void tokensDoNotDependOnWhatStandsBesideThem() {
        try (DrawnModel model = DrawnModel.of(new Gpt2Model(), FIXTURE)) {
            BatchProperties batch = new BatchProperties(model, model.outputs().last(), Inputs.of(REFERENCE, 1));
            batch.paddingChangesNothing(Side.RIGHT, 5, PADDING);
            batch.paddingChangesNothing(Side.LEFT, 5, PADDING);
            batch.orderChangesNothing();
            batch.rowsByThemselvesAreTheSame();
        }
    }

    @Test
    void queriesKeysAndValuesAreThirdsOfTheFusedMap() {
        Map<String, BaseWeight> weights = new Gpt2Model()
                .instantiate(FIXTURE.config()).weights(FIXTURE.checkpoint().keySet()).stream()
                        .collect(Collectors.toMap(BaseWeight::name, weight -> weight));
        assertEquals(0, weights.get("h.1.attn.query.weight").firstColumn());
        assertEquals(32, weights.get("h.1.attn.key.weight").firstColumn());
        assertEquals(64, weights.get("h.1.attn.value.bias").firstColumn());
        assertEquals(
                "transformer.h.1.attn.c_attn.bias",
                weights.get("h.1.attn.value.bias").source());
        assertEquals(BaseWeight.WHOLE, weights.get("h.1.attn.c_proj.weight").firstColumn());
    }

    @Test
    void modulesAreNamedAsInTheLibrary() {
        BaseModelInstance model = new Gpt2Model().instantiate(FIXTURE.config());
        Map<SiteKind, Optional<String>> modules = model.sites().stream()
                .filter(site -> site.layer() == 2)
                .collect(Collectors.toMap(Site::kind, model::module));
        assertEquals(Optional.of("h.2.attn.c_attn"), modules.get(SiteKind.QUERY));
        assertEquals(Optional.of("h.2.attn.c_attn"), modules.get(SiteKind.VALUE));
        assertEquals(Optional.of("h.2.mlp.c_fc"), modules.get(SiteKind.FFN_IN));
        assertEquals(Optional.of("h.2.ln_2"), modules.get(SiteKind.FFN_NORM));
        assertEquals(Optional.empty(), modules.get(SiteKind.FFN_BLOCK));
    }

    @Test
    void checkpointsWithoutPrefixAndWithBuffersAreRead() {
        Set<String> names = new LinkedHashSet<>();
        FIXTURE.checkpoint().keySet().forEach(name -> names.add(name.replaceFirst("^transformer\\.", "")));
        names.add("h.0.attn.bias");
        names.add("h.0.attn.masked_bias");
        BaseModelInstance model = new Gpt2Model().instantiate(FIXTURE.config());
        assertEquals(
                model.weights(FIXTURE.checkpoint().keySet()).size(),
                model.weights(names).size());
        names.remove("h.2.mlp.c_fc.bias");
        assertTrue(assertThrows(DataException.class, () -> model.weights(names))
                .getMessage()
                .contains("h.2.mlp.c_fc.bias"));
    }

    @Test
    void writingBeginsWithTheTextAndEndsWithTheEndToken() {
        BaseModelInstance model = new Gpt2Model().instantiate(FIXTURE.config());
        assertTrue(model.writing().orElseThrow().start().isEmpty());
        assertEquals(List.of(379), model.writing().orElseThrow().end());
        assertEquals(Optional.of("last"), model.pooling());
    }

    @ParameterizedTest
    @CsvSource({"model_type, bert", "n_head, 5", "n_embd, 0", "activation_function, softplus", "resid_pdrop, 1.5"})
    void aWrongValueIsRefusedByItsKey(String key, String value) {
        Map<String, Object> config = new LinkedHashMap<>(FIXTURE.config());
        config.put(key, number(value));
        String message = assertThrows(ConfigurationException.class, () -> new Gpt2Model().instantiate(config))
                .getMessage();
        assertTrue(message.startsWith("config.json: '" + key + "' "), message);
    }

    private static Object number(String value) {
        if (value.contains(".")) {
            return Double.valueOf(value);
        }
        return Character.isDigit(value.charAt(0)) ? Integer.valueOf(value) : value;
    }
}
