package org.unipelt.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.client.Composition.BaseWeights;

class PlanReaderTest {
    private static final Path EXAMPLES = Path.of("../../examples");

    @Test
    void readsAllThatIsWritten() {
        Plan plan = Plans.plan();
        assertEquals(List.of("cola", "rte"), List.copyOf(plan.tasks().keySet()));
        assertEquals(List.of(100), plan.trainRows());
        assertEquals(List.of(1, 2, 3), plan.seeds());
        assertEquals(Optional.of("gated union"), plan.union());
        assertEquals(Optional.of("full fine-tuning"), plan.reference());
        assertEquals(2 * 3 * (2 + 2), plan.runs());
        assertEquals(2 * 3 * 2, plan.search().size());
    }

    @Test
    void withoutCompositionsThePapersOwnTakePart() {
        Map<String, Object> tree = Plans.tree();
        tree.remove("compositions");
        Plan plan = PlanReader.read(tree, "comparison.json", UnaryOperator.identity());
        List<String> names = plan.contenders().stream().map(Contender::name).toList();
        assertTrue(
                names.containsAll(
                        List.of("full fine-tuning", "bitfit", "lora", "adapter", "prefix-tuning", "gated union")),
                names.toString());
        Job job = plan.job(Plans.cell(plan, "cola", "full fine-tuning"), 1, 0.1);
        assertEquals(BaseWeights.TRAINED, job.composition().baseWeights());
    }

    @Test
    void aUsualNameStandsForItsPartsWhereNoMethodsAreGiven() {
        Map<String, Object> tree = Plans.tree();
        tree.remove("compositions");
        Job usual = sameJob(tree);
        tree.put("compositions", Map.of("lora", Map.of("learning_rates", 0.01)));
        assertEquals(usual.id(), sameJob(tree).id());
        tree.put("compositions", Map.of("lora", Map.of("methods", List.of(Map.of("method", "lora", "r", 2)))));
        assertNotEquals(usual.id(), sameJob(tree).id());
    }

    @Test
    void aNameThatIsNotUsualNeedsMethods() {
        Map<String, Object> tree = Plans.tree();
        tree.put("compositions", Map.of("bitfitt", Map.of("learning_rates", 0.01)));
        ConfigurationException problem = assertThrows(
                ConfigurationException.class, () -> PlanReader.read(tree, "comparison.json", UnaryOperator.identity()));
        assertTrue(
                problem.getMessage()
                        .contains("'bitfitt' under 'compositions' has no 'methods', and is none of the usual"
                                + " compositions. Did you mean 'bitfit'?"),
                problem.getMessage());
        tree.put("compositions", Map.of("head alone", Map.of("methods", List.of())));
        assertEquals(
                List.of("head alone"),
                PlanReader.read(tree, "comparison.json", UnaryOperator.identity()).contenders().stream()
                        .map(Contender::name)
                        .toList());
    }

    @Test
    void aJobTrainsOnDrawnRowsAndIsTestedOnWhatIsLeftOut() {
        Plan plan = Plans.plan();
        Job cola = plan.job(Plans.cell(plan, "cola", "lora"), 2, 0.01);
        assertEquals("cola/dev.tsv", cola.test());
        assertFalse(cola.composition().task().containsKey("dev"));
        Map<String, Object> training = cola.composition().training();
        assertEquals(100, training.get("train_rows"));
        assertEquals(50, training.get("dev_rows"));
        assertEquals(2, training.get("seed"));
        assertEquals(2, training.get("data_seed"));
        assertEquals(0.01, training.get("learning_rate"));
        assertEquals(
                "rte/test.tsv",
                plan.job(Plans.cell(plan, "rte", "lora"), 2, 0.01).test());
    }

    @Test
    void aRunIsKnownByAllThatItsNumbersFollowFrom() {
        Map<String, Object> tree = Plans.tree();
        Plan plan = Plans.plan();
        Job job = plan.job(Plans.cell(plan, "cola", "lora"), 2, 0.01);
        assertEquals(job.id(), sameJob(tree).id());
        assertNotEquals(
                job.id(), plan.job(Plans.cell(plan, "cola", "lora"), 3, 0.01).id());
        tree.put("training", Map.of("epochs", 7));
        assertNotEquals(job.id(), sameJob(tree).id());
        Map<String, Object> elsewhere = Plans.tree();
        elsewhere.put(
                "tasks",
                Map.of(
                        "cola",
                        Map.of("train", "/elsewhere/train.tsv", "dev", "/elsewhere/dev.tsv"),
                        "rte",
                        Map.of("train", "t", "test", "x")));
        assertEquals(job.id(), sameJob(elsewhere).id());
    }

    private static Job sameJob(Map<String, Object> tree) {
        Plan plan = PlanReader.read(tree, "comparison.json", UnaryOperator.identity());
        return plan.job(Plans.cell(plan, "cola", "lora"), 2, 0.01);
    }

    @ParameterizedTest
    @ValueSource(strings = {"glue/minilm.json", "glue/bert-base.json", "glue/gates.json", "squad/minilm.json"})
    void theExamplesAreUnderstood(String file) throws IOException {
        Map<String, Object> tree = JsonMapper.builder()
                .build()
                .readValue(EXAMPLES.resolve(file).toFile(), new TypeReference<LinkedHashMap<String, Object>>() {});
        Plan plan = PlanReader.read(tree, file, section -> {
            Map<String, Object> complete = new LinkedHashMap<>(section);
            complete.putAll(Map.of("train", section.get("folder") + "/train", "dev", section.get("folder") + "/dev"));
            return complete;
        });
        assertEquals(Optional.of("gated union"), plan.union());
        for (Job job : plan.search()) {
            boolean whole = job.cell().contender().name().equals("full fine-tuning");
            assertEquals(whole, job.composition().methods().isEmpty(), job.title());
            assertEquals(whole, job.composition().baseWeights() == BaseWeights.TRAINED, job.title());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seedz|1|'seedz' is not a known key",
                "tasks|{}|there is no task",
                "seeds|x|'x' is not a value for 'seeds'",
                "train_rows|-1|'-1' is not a value for 'train_rows'",
                "learning_rates||'null' in 'learning_rates' is no rate",
                "seeds||'null' is not a value for 'seeds'",
                "learning_rates|fast|'fast' in 'learning_rates' is no rate",
                "union|lara|'lara' under 'union' is none of the compositions",
                "compositions|1|'compositions' is not an object",
            })
    void refusesWhatDoesNotFit(String key, String value, String reason) {
        Map<String, Object> tree = Plans.tree();
        tree.put(
                key,
                "{}".equals(value)
                        ? Map.of()
                        : value != null && value.matches("-?\\d+") ? Integer.valueOf(value) : value);
        ConfigurationException problem = assertThrows(
                ConfigurationException.class, () -> PlanReader.read(tree, "comparison.json", UnaryOperator.identity()));
        assertTrue(problem.getMessage().startsWith("comparison.json"), problem.getMessage());
        assertTrue(problem.getMessage().contains(reason), problem.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"learning_rate, learning_rates", "seed, seeds", "train_rows, train_rows", "checkpoints, leave it out"})
    void refusesKeysOfTrainingThatItWouldWriteOver(String key, String instead) {
        Map<String, Object> forAll = Plans.tree();
        forAll.put("training", Map.of("epochs", 2, key, 1));
        Map<String, Object> forOne = Plans.tree();
        forOne.put("compositions", Map.of("lora", Map.of("training", Map.of(key, 1))));
        for (Map<String, Object> tree : List.of(forAll, forOne)) {
            ConfigurationException problem = assertThrows(
                    ConfigurationException.class, () -> PlanReader.read(tree, "test", UnaryOperator.identity()));
            assertTrue(problem.getMessage().contains("'" + key + "' under '"), problem.getMessage());
            assertTrue(problem.getMessage().contains(instead), problem.getMessage());
        }
    }

    @Test
    void aFileThatIsNotThereIsNamedBeforeAnyRun(@TempDir Path folder) throws IOException {
        Map<String, Object> tree = Plans.tree();
        Map<String, Object> cola = Map.of("train", "train.tsv", "dev", "not-read.tsv", "test", "tset.tsv");
        tree.put("tasks", Map.of("cola", cola));
        Plan plan = PlanReader.read(tree, "test", UnaryOperator.identity());
        Files.writeString(folder.resolve("train.tsv"), "");
        DataException problem = assertThrows(DataException.class, () -> plan.checkFiles("cola", folder));
        assertTrue(problem.getMessage().startsWith(folder.resolve("tset.tsv") + ": the task 'cola'"));
        Files.writeString(folder.resolve("tset.tsv"), "");
        plan.checkFiles("cola", folder);
    }

    @Test
    void refusesATaskWithoutRowsToTestOn() {
        Map<String, Object> tree = Plans.tree();
        tree.put("tasks", Map.of("cola", Map.of("train", "train.tsv")));
        ConfigurationException problem = assertThrows(
                ConfigurationException.class, () -> PlanReader.read(tree, "comparison.json", UnaryOperator.identity()));
        assertTrue(problem.getMessage().contains("the task 'cola' does not say"), problem.getMessage());
    }
}
