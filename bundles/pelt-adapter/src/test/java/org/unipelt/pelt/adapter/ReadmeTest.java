package org.unipelt.pelt.adapter;

import org.junit.jupiter.api.Test;
import org.unipelt.testkit.Readme;

class ReadmeTest {
    @Test
    void theConfigurationTableIsWhatTheServiceDeclares() throws Exception {
        Readme.assertTable(new AdapterModule().options());
    }

    @Test
    void theExamplesAreUnderstood() throws Exception {
        Readme.assertExamples("adapter", new AdapterModule());
    }
}
