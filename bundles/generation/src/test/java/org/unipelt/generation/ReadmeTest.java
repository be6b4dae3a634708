package org.unipelt.generation;

import org.junit.jupiter.api.Test;
import org.unipelt.testkit.Readme;

class ReadmeTest {
    @Test
    void theTableOfOptionsIsWhatTheServiceDeclares() throws Exception {
        Readme.assertTable(new Generator().options());
    }
}
