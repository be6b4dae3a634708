package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;

/** A jar dropped into the load folder joins what is running, and leaves it when the jar is taken away. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotDeployIT {

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(HotDeployIT.class)};
    }

    @Test
    public void aDroppedJarJoinsTheRunningUnion() throws Exception {
        Composition composition = Topics.union("lora").withLive(new Composition.Live(true, true));
        Topics.train(trainer, composition, Runtime.work().resolve("pack"));
        try (Predictor predictor = orchestrator.open(Runtime.work().resolve("pack"))) {
            List<String> before = predictor.methods();
            Path jar = Runtime.drop(Path.of(URI.create(Runtime.extension("example-ffn-shift"))));
            Runtime.await("shift to join", () -> predictor.methods().contains("ffn-shift"));
            assertEquals(2, predictor.predict(Topics.TEXTS, false).size());
            Files.delete(jar);
            Runtime.await("shift to leave", () -> predictor.methods().equals(before));
            assertEquals(2, predictor.predict(Topics.TEXTS, false).size());
        }
    }

    @Test
    public void aDroppedJarThatIsNoBundleIsListedWithWhy() throws Exception {
        Path half = Files.write(Runtime.work().resolve("half.jar"), new byte[] {'P', 'K', 3, 4});
        Path plain = Runtime.work().resolve("plain.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(plain))) {
            jar.putNextEntry(new ZipEntry("a.txt"));
        }
        Path droppedHalf = Runtime.drop(half);
        Path droppedPlain = Runtime.drop(plain);
        assertEquals(
                "it is no bundle, for its manifest has no Bundle-SymbolicName: build it with the bnd plugin",
                why("plain.jar"));
        assertTrue(why("half.jar"), why("half.jar").startsWith("it is no jar, or half of one ("));
        Files.delete(droppedHalf);
        Files.delete(droppedPlain);
        assertEquals("not listed", why("plain.jar"));
    }

    private String why(String jar) {
        return orchestrator.modules().stream()
                .filter(module -> module.name().equals(jar))
                .map(ModuleInfo::reason)
                .findFirst()
                .orElse("not listed");
    }
}
