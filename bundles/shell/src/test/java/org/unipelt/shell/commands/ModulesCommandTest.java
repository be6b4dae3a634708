package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.options.Option;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestOrchestrator;
import org.unipelt.shell.testing.TestServices;

class ModulesCommandTest {
    private final TestServices services = new TestServices();

    ModulesCommandTest() {
        TestOrchestrator orchestrator = new TestOrchestrator();
        orchestrator.modules = List.of(
                new ModuleInfo(
                        "method",
                        "lora",
                        "org.unipelt.pelt-lora",
                        "1.0.0",
                        "active",
                        "",
                        List.of(Option.integer("r", 8, "rank of the shift").between(1, 4096))),
                new ModuleInfo(
                        "method", "mine", "org.example.mine", "2.0.0", "broken", "it gave a wrong shape", List.of()));
        services.orchestrator = orchestrator;
    }

    @Test
    void tableTellsWhyAModuleIsNotActive() {
        assertEquals(
                List.of(
                        "KIND    NAME  BUNDLE                 VERSION  STATE   WHY",
                        "method  lora  org.unipelt.pelt-lora    1.0.0  active",
                        "method  mine  org.example.mine         2.0.0  broken  it gave a wrong shape"),
                Run.of(services, "modules").out().lines().toList());
    }

    @Test
    void verboseListsTheOptions() {
        String out = Run.of(services, "modules", "--verbose").out();
        assertTrue(out.contains("r  integer, 1 to 4096, default 8"), out);
        assertTrue(out.contains("rank of the shift"), out);
    }

    @Test
    void jsonHoldsAllOfIt() {
        Object json = Json.parse(Run.of(services, "modules", "--json").out()).orElseThrow();
        Map<?, ?> first = (Map<?, ?>) ((List<?>) json).get(0);
        Map<?, ?> option = (Map<?, ?>) ((List<?>) first.get("options")).get(0);
        assertEquals("lora", first.get("name"));
        assertEquals(
                Map.of("name", "r", "type", "integer", "default", 8),
                Map.of("name", option.get("name"), "type", option.get("type"), "default", option.get("default")));
        assertEquals(4096.0, option.get("maximum"));
    }
}
