package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.ConfigurationException;

class SettingTest {
    private final Map<String, Object> tree = new LinkedHashMap<>(Map.of(
            "base", "minilm-l6", "methods", new ArrayList<>(List.of(new LinkedHashMap<>(Map.of("method", "lora"))))));

    @Test
    void valuesAreJsonWhereTheyCanBe() {
        assertEquals(7, Setting.parse("training.seed=7").value());
        assertEquals(0.001, Setting.parse("training.learning_rate=1e-3").value());
        assertEquals(
                List.of("query"), Setting.parse("methods.0.targets=[\"query\"]").value());
        assertEquals("other-model", Setting.parse("base=other-model").value());
        assertEquals("a=b", Setting.parse("base=a=b").value());
    }

    @Test
    void missingObjectsOnTheWayAreMade() {
        Setting.parse("training.seed=7").applyTo(tree);
        assertEquals(Map.of("seed", 7), tree.get("training"));
    }

    @Test
    void nullTakesAKeyOut() {
        Setting.parse("methods.0.method=null").applyTo(tree);
        assertEquals(List.of(Map.of()), tree.get("methods"));
        Setting.parse("methods.0=null").applyTo(tree);
        assertEquals(List.of(), tree.get("methods"));
        Setting.parse("base=null").applyTo(tree);
        assertEquals(Map.of("methods", List.of()), tree);
    }

    @Test
    void anIndexBehindTheListIsRefused() {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> Setting.parse("methods.1.r=4")
                .applyTo(tree));
        assertTrue(e.getMessage().contains("'1' is not an index of a list of 1"), e.getMessage());
    }

    @Test
    void aKeyInsideATextIsRefused() {
        assertThrows(
                ConfigurationException.class, () -> Setting.parse("base.name=x").applyTo(tree));
    }

    @Test
    void whatHasNoEqualsSignIsRefused() {
        assertThrows(ConfigurationException.class, () -> Setting.parse("training.seed"));
        assertThrows(ConfigurationException.class, () -> Setting.parse("=7"));
    }
}
