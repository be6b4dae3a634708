package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.unipelt.api.Prediction;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;
import org.unipelt.it.broken.SecondLora;
import org.unipelt.it.broken.ThrowsInActivate;
import org.unipelt.it.broken.WrongShape;

/** A module that is broken is refused with a message that says why, and harms nobody else. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BrokenModulesIT {
    private static final String API =
            "org.unipelt.api.pelt;version=\"%s\",org.unipelt.api.options;version=\"[1,2)\",org.tensorflow.ndarray";

    @Inject
    BundleContext context;

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Trainer trainer;

    private Predictor predictor;
    private List<Prediction> before;

    @Configuration
    public Option[] configuration() throws IOException {
        return new Option[] {
            Runtime.distribution(BrokenModulesIT.class),
            systemProperty("broken.activate").value(jar("throws", ThrowsInActivate.class, "[1,2)")),
            systemProperty("broken.shape").value(jar("wrong-shape", WrongShape.class, "[1,2)")),
            systemProperty("broken.duplicate").value(jar("lora", SecondLora.class, "[1,2)")),
            systemProperty("broken.version").value(jar("from-the-future", SecondLora.class, "[2,3)"))
        };
    }

    private static String jar(String method, Class<?> type, String apiVersion) throws IOException {
        String component = "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"" + type.getName()
                + "\"><property name=\"pelt.method\" type=\"String\" value=\"" + method
                + "\"/><service><provide interface=\"org.unipelt.api.pelt.PeltModule\"/></service><implementation class=\""
                + type.getName() + "\"/></scr:component>";
        try (InputStream bundle = TinyBundles.bundle()
                .addClass(type)
                .addResource(
                        "OSGI-INF/component.xml",
                        new java.io.ByteArrayInputStream(component.getBytes(StandardCharsets.UTF_8)))
                .setHeader("Bundle-SymbolicName", "broken." + method)
                .setHeader("Bundle-ManifestVersion", "2")
                .setHeader("Bundle-Version", "1.0.0")
                .setHeader("Service-Component", "OSGI-INF/component.xml")
                .setHeader("Import-Package", String.format(API, apiVersion))
                .build(TinyBundles.rawBuilder())) {
            Path jar = Files.createTempFile(Runtime.folder(BrokenModulesIT.class), method, ".jar");
            Files.write(jar, bundle.readAllBytes());
            return jar.toUri().toString();
        }
    }

    @Before
    public void openAPackThatLetsMethodsJoin() throws Exception {
        Composition composition = Topics.union("lora", "adapter").withLive(new Composition.Live(true, true));
        Path pack = Runtime.work().resolve("pack");
        if (!Files.exists(pack)) {
            Topics.train(trainer, composition, pack);
        }
        predictor = orchestrator.open(pack);
        before = predictor.predict(Topics.TEXTS, false);
    }

    @After
    public void nobodyElseWasHarmed() {
        assertEquals(before, predictor.predict(Topics.TEXTS, false));
        predictor.close();
    }

    @Test
    public void aMethodThatThrowsInActivateIsReportedWithItsReason() throws Exception {
        Bundle bundle = install("broken.activate");
        bundle.start();
        ModuleInfo info = info(bundle);
        assertEquals("missing", info.state());
        assertTrue(info.reason(), info.reason().contains("no licence key"));
        bundle.uninstall();
    }

    @Test
    public void aMethodThatGivesAWrongShapeIsReportedWithBothShapes() throws Exception {
        Bundle bundle = install("broken.shape");
        bundle.start();
        Runtime.await("the method to be found out", () -> info(bundle).state().equals("broken"));
        assertEquals(
                "method 'wrong-shape': fails at encoder.layer.0.query ('shift' has shape [385], and encoder.layer.0.query"
                        + " needs [384]). Its bundle must be mended or removed.",
                info(bundle).reason());
        bundle.uninstall();
    }

    @Test
    public void aMethodWhoseNameIsTakenIsReportedAsADuplicate() throws Exception {
        Bundle bundle = install("broken.duplicate");
        bundle.start();
        assertEquals("duplicate", info(bundle).state());
        assertEquals(
                "bundle org.unipelt.pelt-lora gives 'lora' already; stop one of the two",
                info(bundle).reason());
        bundle.uninstall();
    }

    @Test
    public void aMethodForAnotherApiVersionIsReportedWithWhatItWants() throws Exception {
        Bundle bundle = install("broken.version");
        org.junit.Assert.assertThrows(BundleException.class, bundle::start);
        ModuleInfo info = info(bundle);
        assertEquals("missing", info.state());
        assertTrue(
                info.reason(),
                info.reason().contains("org.unipelt.api.pelt") && info.reason().contains("2.0.0"));
        bundle.uninstall();
    }

    private Bundle install(String property) throws BundleException {
        return context.installBundle(System.getProperty(property));
    }

    private ModuleInfo info(Bundle bundle) {
        return orchestrator.modules().stream()
                .filter(m -> m.bundle().equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(bundle + " is not listed: " + orchestrator.modules()));
    }
}
