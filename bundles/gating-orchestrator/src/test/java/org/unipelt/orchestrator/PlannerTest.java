package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.model.bert.BertModel;
import org.unipelt.orchestrator.TestRecipes.Method;
import org.unipelt.pelt.bitfit.BitFitModule;
import org.unipelt.pelt.lora.LoraModule;

class PlannerTest {

    /** Two shifts of one method, which share a gate where gates are for layers, and none where there are none. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAggregationKnowsEachShiftOfASiteByANameOfItsOwn(boolean gated) {
        Map<String, List<String>> names = new HashMap<>();
        Aggregation.AtSite noting = (site, slots, weights) -> {
            names.put(site.name(), slots);
            return (scope, y, shifts) -> y;
        };
        Recipe.Gating gating = gated ? TestRecipes.gated(Map.of("scope", "layer")) : TestRecipes.ungated();
        Recipe summing = TestRecipes.of(
                List.of(
                        new Method("lora", new LoraModule(), Map.of("bias", "lora_only")),
                        new Method("bitfit", new BitFitModule())),
                gating,
                null);
        Recipe recipe = new Recipe(summing.methods(), gating, TestRecipes.summing(noting), null);
        Planner.plan(new BertModel().instantiate(SmallBert.config()), recipe, Optional.empty());
        assertEquals(List.of("lora", "lora.1", "bitfit"), names.get("encoder.layer.0.query"));
        assertEquals(List.of("bitfit"), names.get("encoder.layer.0.key"));
        names.values().forEach(all -> assertEquals(all.size(), Set.copyOf(all).size()));
    }
}
