package org.unipelt.pelt.bitfit;

import org.junit.jupiter.api.Test;
import org.unipelt.testkit.Readme;

class ReadmeTest {
    @Test
    void theConfigurationTableIsWhatTheServiceDeclares() throws Exception {
        Readme.assertTable(new BitFitModule().options());
    }

    @Test
    void theExamplesAreUnderstood() throws Exception {
        Readme.assertExamples("bitfit", new BitFitModule());
    }
}
