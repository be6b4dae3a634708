package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;

class InitialValuesTest {
    @Test
    void aSeedAndANameGiveTheSameValuesAlways() {
        assertArrayEquals(values("lora.a", 7), values("lora.a", 7));
    }

    @Test
    void eachRunAndEachParameterBeginsWithOthers() {
        assertFalse(Arrays.equals(values("lora.a", 7), values("lora.a", 8)), "seed");
        assertFalse(Arrays.equals(values("lora.a", 7), values("lora.b", 7)), "name");
    }

    @Test
    void whereAValueFailsVariablesThatAreSetAlreadyAreFreed() {
        Host host = SmallBert.host();
        Parameter large = new Parameter("large", Shape.of(1 << 24), Initializer.zeros(), null);
        Initializer none = (values, shape, random) -> {
            throw new IllegalStateException("no value");
        };
        Parameter failing = new Parameter("failing", Shape.of(1), none, null);
        try (Sketch sketch = new Sketch(host)) {
            Variables variables = sketch.variables(sketch.scope());
            String read = variables.declare(large.name(), large.shape()).read();
            variables.declare(failing.name(), failing.shape());
            sketch.commit();

            assertThrows(
                    ConfigurationException.class,
                    () -> InitialValues.assign(variables, host, List.of(large, failing), Map.of(), 1));

            Session.Runner reading = host.session().runner().fetch(read);
            assertThrows(TensorFlowException.class, reading::run);
        } finally {
            host.retire();
        }
    }

    private static float[] values(String name, long seed) {
        return InitialValues.of(new Parameter(name, Shape.of(4), Initializer.normal(1), null), seed, null);
    }
}
