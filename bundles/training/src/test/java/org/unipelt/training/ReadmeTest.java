package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.checkpoints.SafetensorsFiles;

/** The README's tables of keys are those that the services declare. */
class ReadmeTest {
    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("unchecked")
    void everyExampleTrains() throws IOException {
        Opinions.write(folder);
        String readme = Files.readString(Path.of("README.md"));
        List<String> examples = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertEquals(2, examples.size());
        for (String example : examples) {
            Map<String, Object> tree = new ObjectMapper().readValue(example, Map.class);
            tree.put("task", Map.of("type", "opinion", "train", "train.txt", "dev", "dev.txt"));
            Trainer.Result result = Opinions.trainer(new BagOfWordsSessions(), new SafetensorsFiles())
                    .train(Composition.of(tree, "README.md"), folder, folder.resolve("pack"), new Heard(), () -> false);
            assertTrue(result.bestEpoch() > 0);
        }
    }

    @Test
    void tablesSayWhatTheServicesDeclare() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List.of(
                        TrainingOptions.SCHEMA,
                        new AdamWOptimiser().options(),
                        new AdamOptimiser().options(),
                        new AdafactorOptimiser().options(),
                        new SgdOptimiser().options())
                .forEach(schema ->
                        assertTrue(readme.contains(schema.table()), "README.md should hold:\n" + schema.table()));
    }
}
