package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.verification.Report;
import org.unipelt.verification.Verifier;

/**
 * What the reference implementations compute for unions and methods on a tiny BERT: outputs, gates, gradients and training
 * curves of the paper's formulas, and folders as peft and adapters save them.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PeltFoldersIT {
    private static final double TOLERANCE = 1e-4;

    @Inject
    Verifier verifier;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(PeltFoldersIT.class)};
    }

    @Test
    public void unionsComputeAndTrainAsThePaperSays() throws Exception {
        assertEquals(List.of(), failures("unipelt-paper"));
    }

    @Test
    public void foldersOfPeftAreReadAndComputeTheSame() throws Exception {
        assertEquals(List.of(), failures("peft"));
    }

    @Test
    public void foldersOfAdaptersAreReadAndComputeTheSame() throws Exception {
        List<String> failures = failures("adapters");
        assertEquals(failures.toString(), 1, failures.size());
        assertTrue("compacter is refused by name", failures.get(0).contains("phm_layer"));
    }

    private List<String> failures(String kind) throws IOException {
        Path models = resources();
        List<String> failures = new ArrayList<>();
        try (Stream<Path> folders = Files.list(models.resolve("pelt").resolve(kind))) {
            for (Path folder : folders.sorted().toList()) {
                Report report = verifier.verify(folder, Optional.of(models), TOLERANCE);
                if (report.exitCode() != 0) {
                    failures.add(folder.getFileName() + "\n" + report.text());
                }
            }
        }
        return failures;
    }

    private static Path resources() {
        return Path.of(System.getProperty("unipelt.project")).resolve("integration-tests/src/test/resources");
    }
}
