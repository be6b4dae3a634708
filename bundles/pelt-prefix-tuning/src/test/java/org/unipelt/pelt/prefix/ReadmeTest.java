package org.unipelt.pelt.prefix;

import org.junit.jupiter.api.Test;
import org.unipelt.testkit.Readme;

class ReadmeTest {
    @Test
    void theConfigurationTableIsWhatTheServiceDeclares() throws Exception {
        Readme.assertTable(new PrefixTuningModule().options());
    }

    @Test
    void theExamplesAreUnderstood() throws Exception {
        Readme.assertExamples("prefix-tuning", new PrefixTuningModule());
    }
}
