package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.client.Composition;

class PaperConfigTest {

    @Test
    void methodsAndOptionsAreNamedAsTheServicesNameThem() throws IOException {
        Composition composition = PaperFixtures.config("union5-masked").composition("models/tiny-bert");
        assertEquals(
                List.of(
                        Map.of("method", "adapter", "bottleneck", 6, "non_linearity", "relu"),
                        Map.of("method", "prefix-tuning", "prefix_length", 4),
                        Map.of("method", "lora", "r", 3, "lora_alpha", 3, "targets", List.of("query", "value")),
                        Map.of("method", "bitfit"),
                        Map.of(
                                "method",
                                "prompt-tuning",
                                "num_virtual_tokens",
                                3,
                                "positions",
                                "shifted",
                                "summary",
                                "prompt")),
                composition.methods());
        assertEquals(Map.of("network", "feed-forward", "pooling", "masked"), composition.gating());
        assertEquals("models/tiny-bert", composition.base());
        assertEquals("cpu", composition.device());
    }

    @Test
    void scaleOfLoraCountsOnlyWithoutGates() throws IOException {
        PaperConfig config = PaperFixtures.config("apl-ungated");
        assertEquals(5, config.methods().get(2).get("lora_alpha"));
        assertEquals(Map.of("network", "none"), config.gating());
    }

    @Test
    void trainingNetworkOfThePrefixIsAsked() throws IOException {
        assertEquals(
                Map.of("method", "prefix-tuning", "prefix_length", 4, "bottleneck_size", 10, "flat", false),
                PaperFixtures.config("apl-reparametrised-masked").methods().get(1));
    }

    @Test
    void kindsOfGatesAreLevelsAndNormalisations() throws IOException {
        assertEquals(
                Map.of("network", "feed-forward", "level", "token"),
                PaperFixtures.config("apl-token").gating());
        PaperConfig softmax = PaperFixtures.config("apl-softmax-masked");
        assertEquals(
                Map.of("network", "feed-forward", "scope", "layer", "normalisation", "softmax", "pooling", "masked"),
                softmax.gating());
        assertEquals(List.of("adapter", "prefix", "lora"), softmax.competing());
        assertEquals(
                Map.of("mean_of", "scores"),
                PaperFixtures.config("union5-sigmoid-of-mean-masked")
                        .methods()
                        .get(4)
                        .get("gating"));
    }

    @Test
    void unshiftedPromptLeavesTheTextInItsPlace() throws IOException {
        Map<String, Object> prompt =
                PaperFixtures.config("prompt-unshifted-masked").methods().get(0);
        assertEquals("unshifted", prompt.get("positions"));
        assertEquals("text", prompt.get("summary"));
    }

    @Test
    void whatIsNotKnownIsReportedAndStopsTheCheck() throws IOException {
        ObjectNode config = (ObjectNode) PaperFixtures.json("apl-ungated");
        config.put("temperature", 2);
        ((ObjectNode) config.get("methods")).putObject("compacter");
        ((ObjectNode) config.get("methods").get("lora")).put("dora", true);
        ((ObjectNode) config.get("gates")).put("kind", "hard");
        config.remove("labels");
        Findings findings = new Findings(1e-4);
        assertTrue(PaperConfig.of((JsonNode) config, findings).isEmpty());
        String text = findings.report().text();
        for (String key : List.of(
                "temperature", "labels (missing)", "methods.compacter", "methods.lora.dora", "gates.kind hard")) {
            assertTrue(text.contains("NOT UNDERSTOOD: config.json, " + key + ":"), key + " in " + text);
        }
    }
}
