package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.unipelt.datasets.KnownDataSets;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestServices;

class DatasetsCommandTest {
    private final TestServices services = new TestServices();

    @Test
    void namesAreListedWithTaskMetricAndFiles() {
        services.dataSets = new KnownDataSets();

        Run run = Run.of(services, "datasets");

        assertEquals(0, run.code(), run.err());
        assertTrue(
                run.out()
                        .lines()
                        .anyMatch(line -> line.matches("cola +classification +matthews +train.tsv, dev.tsv +.*")),
                run.out());
        assertTrue(run.out().contains("TREC.train or train_5500.label, TREC.test or TREC_10.label"), run.out());
    }

    @Test
    void jsonHasAllKeysThatANameStandsFor() throws Exception {
        services.dataSets = new KnownDataSets();

        JsonNode first = new ObjectMapper()
                .readTree(Run.of(services, "datasets", "--json").out())
                .get(0);

        assertEquals("cola", first.get("name").asText());
        assertEquals("sentence", first.get("task").get("text").asText());
        assertEquals("train.tsv", first.get("files").get("train").get(0).asText());
    }

    @Test
    void withoutItsBundleTheReasonIsTold() {
        assertEquals(1, Run.of(services, "datasets").code());
    }
}
