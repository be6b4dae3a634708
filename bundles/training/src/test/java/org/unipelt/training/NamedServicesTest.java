package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;
import org.unipelt.api.UnavailableException;

class NamedServicesTest {
    private final NamedServices<String> services = new NamedServices<>("optimiser", "pelt.optimiser");

    @Test
    void oneThatHasGoneIsMissedWithTheNearestKnown() {
        services.add("first", Map.of("pelt.optimiser", "adam"));
        services.add("second", Map.of("pelt.optimiser", "adamw"));
        assertEquals("second", services.find("adamw"));
        services.remove("second");
        String message = assertThrows(UnavailableException.class, () -> services.find("adamw"))
                .getMessage();
        assertTrue(
                message.startsWith("optimiser 'adamw': no active bundle provides it. Did you mean 'adam'?"), message);
        assertTrue(message.contains("unipelt modules"), message);
    }

    @Test
    void noneAtAllIsSaid() {
        String message = assertThrows(UnavailableException.class, () -> services.find("adamw"))
                .getMessage();
        assertTrue(message.contains("None is known"), message);
    }

    @Test
    void higherRankingThenOlderServiceWins() {
        services.add("older", Map.of("pelt.optimiser", "adam", Constants.SERVICE_ID, 5L));
        services.add("younger", Map.of("pelt.optimiser", "adam", Constants.SERVICE_ID, 9L));
        assertEquals("older", services.find("adam"));
        services.add(
                "ranked", Map.of("pelt.optimiser", "adam", Constants.SERVICE_ID, 12L, Constants.SERVICE_RANKING, 1));
        assertEquals("ranked", services.find("adam"));
    }
}
