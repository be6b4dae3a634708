package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.model.bert.BertModel;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.bitfit.BitFitModule;
import org.unipelt.pelt.lora.LoraModule;
import org.unipelt.pelt.prefix.PrefixTuningModule;

/** The numbers of trainables that UniPELT (arXiv 2110.07577) states for BERT-base, from config.json alone. */
class ParameterOraclesTest {
    private static final Map<String, Object> BERT_BASE = Map.of(
            "model_type", "bert",
            "hidden_size", 768,
            "num_hidden_layers", 12,
            "num_attention_heads", 12,
            "intermediate_size", 3072,
            "vocab_size", 30522,
            "max_position_embeddings", 512,
            "type_vocab_size", 2,
            "hidden_act", "gelu");

    @Test
    void singleMethods() {
        assertEquals(894_528, count(false, new AdapterModule()));
        assertEquals(184_320, count(false, new PrefixTuningModule()));
        assertEquals(294_912, count(false, new LoraModule()));
        assertEquals(101_376, count(false, new BitFitModule()));
    }

    @Test
    void gatedUnions() {
        assertEquals(1_097_304, count(true, new AdapterModule(), new PrefixTuningModule()));
        assertEquals(1_410_672, count(true, new AdapterModule(), new PrefixTuningModule(), new LoraModule()));
    }

    private static long count(boolean gated, PeltModule... modules) {
        List<TestRecipes.Method> methods = Stream.of(modules)
                .map(module -> new TestRecipes.Method(module.getClass().getSimpleName(), module))
                .toList();
        Recipe recipe = TestRecipes.of(methods, gated ? TestRecipes.gated(Map.of()) : TestRecipes.ungated(), null);
        Plan plan = Planner.plan(new BertModel().instantiate(BERT_BASE), recipe, Optional.empty());
        return GraphTraining.count(plan.deployed()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
