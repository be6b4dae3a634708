package org.unipelt.pelt.ia3;

import org.junit.jupiter.api.Test;
import org.unipelt.testkit.Readme;

class ReadmeTest {
    @Test
    void theConfigurationTableIsWhatTheServiceDeclares() throws Exception {
        Readme.assertTable(new Ia3Module().options());
    }

    @Test
    void theExamplesAreUnderstood() throws Exception {
        Readme.assertExamples("ia3", new Ia3Module());
    }
}
