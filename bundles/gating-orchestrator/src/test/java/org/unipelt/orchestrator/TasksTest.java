package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.ModelShape;
import org.unipelt.model.bert.BertModel;

class TasksTest {
    @Test
    void textsAreCutAsInTrainingAndNeverLongerThanTheModelTakes() {
        assertEquals(16, length(Map.of("maximum_length", 16)));
        assertEquals(40, length(Map.of("maximum_length", 300)), "the model's positions");
        assertEquals(40, length(Map.of()));
    }

    private static int length(Map<String, Object> training) {
        ModelShape shape = new BertModel().instantiate(SmallBert.config()).shape();
        return Tasks.maximumLength(Composition.of(Map.of("base", "small", "training", training), "test"), shape);
    }
}
