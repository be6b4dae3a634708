package org.unipelt.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

class NamedServicesTest {
    private final NamedServices<String> services = new NamedServices<>("optimiser", "pelt.optimiser");

    @Test
    void oneThatHasGoneIsMissedWithTheNearestKnown() {
        services.add("first", Map.of("pelt.optimiser", "adam"));
        services.add("second", Map.of("pelt.optimiser", "adamw"));
        assertEquals("second", services.require("adamw"));
        services.remove("second");
        String message = assertThrows(UnavailableException.class, () -> services.require("adamw"))
                .getMessage();
        assertTrue(
                message.startsWith("optimiser 'adamw': no active bundle provides it. Did you mean 'adam'?"), message);
        assertTrue(message.contains("unipelt modules"), message);
    }

    @Test
    void noneAtAllIsSaid() {
        String message = assertThrows(UnavailableException.class, () -> services.require("adamw"))
                .getMessage();
        assertTrue(message.contains("None is known"), message);
    }

    @Test
    void anAdministratorsPropertiesAreDefaults() {
        OptionSchema declared =
                OptionSchema.of(Option.number("beta1", 0.9, "decay"), Option.text("text", "text", "column"));
        services.add("first", Map.of("pelt.optimiser", "adam", "beta1", "0.8", "service.id", 5L));
        Options options = services.options("adam", service -> declared).parse(Map.of(), "training");
        assertEquals(Map.of("beta1", 0.8, "text", "text"), options.asMap());
        services.add("second", Map.of("pelt.optimiser", "adamw", "beta1", "much"));
        String message = assertThrows(
                        ConfigurationException.class, () -> services.options("adamw", service -> declared))
                .getMessage();
        assertTrue(message.startsWith("configuration of 'adamw': 'much' is not a value for 'beta1'"), message);
    }

    @Test
    void higherRankingThenOlderServiceWins() {
        services.add("older", Map.of("pelt.optimiser", "adam", "service.id", 5L));
        services.add("younger", Map.of("pelt.optimiser", "adam", "service.id", 9L));
        assertEquals("older", services.require("adam"));
        services.add("ranked", Map.of("pelt.optimiser", "adam", "service.id", 12L, "service.ranking", 1));
        assertEquals("ranked", services.require("adam"));
    }
}
