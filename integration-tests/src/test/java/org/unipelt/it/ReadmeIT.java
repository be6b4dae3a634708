package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;

/** The method that the README shows is the one in examples/, and it works. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ReadmeIT {
    private static final Path EXAMPLE = project("examples/ffn-shift");

    @Inject
    BundleContext context;

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(ReadmeIT.class)};
    }

    private static Path project(String path) {
        return Path.of(System.getProperty("unipelt.project")).resolve(path);
    }

    @Test
    public void theReadmeShowsTheExampleAsItIs() throws Exception {
        String readme = Files.readString(project("README.md"));
        String source = Files.readString(EXAMPLE.resolve("src/main/java/org/unipelt/examples/ffnshift/FfnShift.java"));
        assertTrue("README.md shows FfnShift.java", readme.contains(source.substring(source.indexOf("/**"))));
        assertTrue("README.md shows pom.xml", readme.contains(Files.readString(EXAMPLE.resolve("pom.xml"))));
        assertTrue(
                "README.md shows config.json",
                readme.contains(Files.readString(project("examples/topics/config.json"))));
    }

    @Test
    public void theExampleTrainsInAUnion() throws Exception {
        Bundle bundle =
                context.installBundle(Runtime.example("ffn-shift").toUri().toString());
        bundle.start();
        Path pack = Runtime.work().resolve("pack");
        Trainer.Result result = Topics.train(trainer, Topics.union("ffn-shift", "lora"), pack);
        assertEquals(Long.valueOf(6 * 384), result.parameters().get("ffn-shift"));
        try (Predictor predictor = orchestrator.open(pack)) {
            assertEquals(List.of("ffn-shift", "lora"), predictor.methods());
            assertEquals(
                    Map.of("ffn-shift", 6L, "lora", 12L),
                    predictor.predict(Topics.TEXTS, true).get(0).gates().stream()
                            .collect(java.util.stream.Collectors.groupingBy(
                                    g -> g.method(), java.util.stream.Collectors.counting())));
        }
        bundle.uninstall();
    }
}
