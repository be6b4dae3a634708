package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;

class HostTest {
    @Test
    void aTokenizerWithMoreTokensThanTheModelIsRefused() {
        DataException refusal =
                assertThrows(DataException.class, () -> SmallBert.host(Map.of("vocab_size", SmallBert.VOCABULARY - 1)));
        assertEquals(
                "model 'small': its tokenizer has 50 tokens and the model 49. Take tokenizer.json and checkpoint from the"
                        + " same model.",
                refusal.getMessage());
    }

    @Test
    void aConfigurationThatContradictsTheCheckpointIsRefused() {
        DataException refusal =
                assertThrows(DataException.class, () -> SmallBert.host(Map.of("intermediate_size", 32)));
        assertTrue(
                refusal.getMessage()
                        .startsWith("model 'small': tensor encoder.layer.0.intermediate.dense.weight has shape"),
                refusal.getMessage());
    }

    @Test
    void aDeviceIsNamedOrRefused() {
        assertEquals("cpu", Device.of("cpu").name());
        assertTrue(Device.of("auto").name().matches("cpu|gpu:0"));
        assertThrows(ConfigurationException.class, () -> Device.of("tpu"));
        ConfigurationException refusal = assertThrows(ConfigurationException.class, () -> Device.of("gpu:99"));
        assertTrue(refusal.getMessage().startsWith("device: there is no gpu:99 here; TensorFlow found cpu:0"));
    }

    @Test
    void aHostClosesWhenItIsRetiredAndItsLastUserHasLeft() {
        Host host = SmallBert.host(Map.of());
        assertTrue(host.use(), "a second user");
        host.retire();
        host.leave();
        assertTrue(host.use(), "one user is left");
        host.leave();
        host.leave();
        assertTrue(!host.use(), "closed");
    }
}
