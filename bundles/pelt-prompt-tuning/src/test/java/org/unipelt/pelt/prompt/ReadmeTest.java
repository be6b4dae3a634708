package org.unipelt.pelt.prompt;

import org.junit.jupiter.api.Test;
import org.unipelt.testkit.Readme;

class ReadmeTest {
    @Test
    void theConfigurationTableIsWhatTheServiceDeclares() throws Exception {
        Readme.assertTable(new PromptTuningModule().options());
    }

    @Test
    void theExamplesAreUnderstood() throws Exception {
        Readme.assertExamples("prompt-tuning", new PromptTuningModule());
    }
}
