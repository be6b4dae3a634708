package org.unipelt.it;

import static org.junit.Assert.assertEquals;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.service.cm.ConfigurationAdmin;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.api.session.ModelSessions;

/** An administrator's configuration reaches a method, and bad values are refused by name. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConfigurationIT {

    @Inject
    ModelSessions sessions;

    @Inject
    Packs packs;

    @Inject
    ConfigurationAdmin admin;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(ConfigurationIT.class)};
    }

    @Test
    public void aDefaultSetByConfigurationAdminReachesTheMethod() throws Exception {
        assertEquals(count(6L * 2 * 2 * 384 * 8), packs.parameters(lora(Map.of())));
        org.osgi.service.cm.Configuration configuration = admin.getConfiguration("org.unipelt.pelt.lora", "?");
        configuration.update(new Hashtable<>(Map.of("r", "4")));
        Runtime.await("a rank of 4", () -> packs.parameters(lora(Map.of())).equals(count(6L * 2 * 2 * 384 * 4)));
        assertEquals(count(6L * 2 * 2 * 384 * 16), packs.parameters(lora(Map.of("r", 16))));
        configuration.delete();
        Runtime.await(
                "the rank as it was", () -> packs.parameters(lora(Map.of())).equals(count(6L * 2 * 2 * 384 * 8)));
    }

    @Test
    public void anUnknownKeyIsRefusedWithTheNearestKnownOne() {
        refused(
                "methods[0] (lora): 'lora_alfa' is not a known key. Did you mean 'lora_alpha'?",
                lora(Map.of("lora_alfa", 2)));
    }

    @Test
    public void aValueOutOfItsRangeIsRefused() {
        refused(
                "methods[0] (lora): '0' is not a value for 'r'. It takes: integer, 1 to 4096, default 8"
                        + " (rank of the shift).",
                lora(Map.of("r", 0)));
    }

    @Test
    public void aMethodThatIsNotThereIsNamedWithTheNearest() {
        Composition composition = lora(Map.of()).withMethods(List.of(Map.of("method", "lorra")));
        refused("method 'lorra': no active bundle gives it. Did you mean 'lora'?", composition);
    }

    @Test
    public void valuesThatContradictEachOtherAreRefusedWithTheirPlace() {
        Composition composition = lora(Map.of())
                .withMethods(List.of(
                        Map.of("method", "lora"),
                        Map.of("method", "adapter", "bottleneck", 8, "reduction_factor", 16)));
        refused(
                "methods[1] (adapter): bottleneck 8 with reduction_factor 16.0: both say the size between the projections."
                        + " Leave one of them out.",
                composition);
    }

    @Test
    public void layersThatCannotBeReadAreRefused() {
        refused(
                "methods[0] (lora): layers \"2-x\": '2-x' is no layer. Write all, or numbers from 0 and ranges as 0-3,8,10-.",
                lora(Map.of("layers", "2-x")));
    }

    @Test
    public void aDeviceThatIsNotThereIsRefused() {
        UniPeltException refusal =
                org.junit.Assert.assertThrows(UniPeltException.class, () -> sessions.frozen("minilm-l6", "gpu:7"));
        assertEquals(
                "device: there is no gpu:7 here; TensorFlow found cpu:0. Take one of these, or \"auto\"; a GPU needs the"
                        + " distribution built with -Pgpu.",
                refusal.getMessage());
    }

    private void refused(String message, Composition composition) {
        UniPeltException refusal =
                org.junit.Assert.assertThrows(UniPeltException.class, () -> packs.parameters(composition));
        assertEquals(message, refusal.getMessage());
    }

    private static Composition lora(Map<String, Object> options) {
        Map<String, Object> method = new java.util.LinkedHashMap<>(options);
        method.put("method", "lora");
        return Composition.of(Map.of("base", "minilm-l6", "methods", List.of(method)), "test");
    }

    private static Map<String, ParameterCount> count(long numbers) {
        return Map.of("lora", new ParameterCount(numbers, numbers));
    }
}
