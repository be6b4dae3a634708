package org.unipelt.it;

import static org.junit.Assert.assertEquals;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.api.Composition;
import org.unipelt.api.GatingOrchestrator;
import org.unipelt.api.Predictor;
import org.unipelt.api.training.Trainer;

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
        Path load = Runtime.work().resolve("load");
        try (Predictor predictor = orchestrator.open(Runtime.work().resolve("pack"))) {
            List<String> before = predictor.methods();
            Path jar = load.resolve("pelt-ia3.jar");
            Path partial = load.resolve("pelt-ia3.part");
            Files.copy(
                    Path.of(URI.create(Runtime.extension("pelt-ia3"))), partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, jar, StandardCopyOption.ATOMIC_MOVE);
            Runtime.await("ia3 to join", () -> predictor.methods().contains("ia3"));
            assertEquals(2, predictor.predict(Topics.TEXTS, false).size());
            Files.delete(jar);
            Runtime.await("ia3 to leave", () -> predictor.methods().equals(before));
            assertEquals(2, predictor.predict(Topics.TEXTS, false).size());
        }
    }
}
