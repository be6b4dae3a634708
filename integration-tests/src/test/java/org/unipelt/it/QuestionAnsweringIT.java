package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Prediction;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;

/** Questions on MiniLM, whose answers stand in one of several windows. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class QuestionAnsweringIT {

    @Inject
    GatingOrchestrator orchestrator;

    @Inject
    Trainer trainer;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(QuestionAnsweringIT.class)};
    }

    @Before
    public void questions() throws Exception {
        Years.write(Runtime.work());
    }

    @Test
    public void aGatedUnionLearnsToFindYears() throws Exception {
        Path pack = Runtime.work().resolve("years");
        Trainer.Result result = train(Years.composition("minilm-l6", "lora", "adapter", "prompt-tuning"), pack);
        assertTrue("metrics " + result.metrics(), result.metrics().get("exact_match") >= 80);
        assertEquals("f1", result.metric());
        try (Predictor predictor = orchestrator.open(pack)) {
            assertTrue(predictor.pairs());
            Prediction prediction =
                    predictor.predict(List.of(Years.QUESTION), true).get(0);
            assertEquals("1931", prediction.label());
            assertTrue(prediction.scores().size() > 1 && prediction.scores().size() <= 20);
            assertEquals(
                    1,
                    prediction.scores().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum(),
                    1e-9);
            assertTrue(prediction.gates().size() > 12);
            prediction.gates().forEach(gate -> assertTrue(gate.value() > 0 && gate.value() < 1));
            assertEquals("windows cut nothing", 0, predictor.truncatedTexts());
            assertEquals(
                    result.metrics(),
                    predictor.evaluate(Runtime.work().resolve("dev.json")).metrics());
            DataException alone =
                    assertThrows(DataException.class, () -> predictor.predict(List.of(TextInput.of("When?")), false));
            assertTrue(alone.getMessage(), alone.getMessage().contains("there is no text to look for the answer in"));
        }
    }

    /** What is kept of them holds the states of each token. */
    @Test
    public void layersThatNothingStandsInAreReadOnce() throws Exception {
        Map<String, Object> json = Years.json("minilm-l6");
        json.put("methods", List.of(Map.of("method", "lora", "layers", "4-")));
        Path pack = Runtime.work().resolve("frozen");
        Trainer.Result result = train(Composition.of(json, "years"), pack);
        List<Double> losses = result.losses();
        assertTrue("losses " + losses, losses.get(losses.size() - 1) < losses.get(0) / 2);
        try (Predictor predictor = orchestrator.open(pack)) {
            assertEquals(
                    result.metrics(),
                    predictor.evaluate(Runtime.work().resolve("dev.json")).metrics());
        }
    }

    @Test
    public void aDecoderByItselfReadsToo() throws Exception {
        Path pack = Runtime.work().resolve("decoder");
        Trainer.Result result =
                train(Years.composition(Runtime.model("tiny-gpt2").toString(), "lora", "prefix-tuning"), pack);
        List<Double> losses = result.losses();
        assertTrue("losses " + losses, losses.get(losses.size() - 1) < losses.get(0));
        try (Predictor predictor = orchestrator.open(pack)) {
            String answer =
                    predictor.predict(List.of(Years.QUESTION), false).get(0).label();
            assertTrue(answer, !answer.isEmpty() && Years.QUESTION.pair().contains(answer));
        }
    }

    @Test
    public void aDecoderBesideAnEncoderIsRefused() {
        Composition composition = Years.composition(Runtime.model("tiny-t5").toString(), "lora");
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> train(composition, Runtime.work().resolve("both")));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("Take a base model of one half"));
    }

    @Test
    public void anAnswerThatStandsElsewhereIsRefusedWithLineAndQuestion() throws Exception {
        Path train = Runtime.work().resolve("train.json");
        Files.writeString(
                train, Files.readString(train).replaceAll("\"answer_start\": (\\d+)", "\"answer_start\": 1$1"));
        DataException refusal = assertThrows(
                DataException.class,
                () -> train(
                        Years.composition("minilm-l6", "lora"), Runtime.work().resolve("elsewhere")));
        assertTrue(
                refusal.getMessage(),
                refusal.getMessage().contains("train.json, line 2, question 0 of 'Years': the answer '")
                        && refusal.getMessage().contains("; 95 more answers of the file stand elsewhere too"));
    }

    private Trainer.Result train(Composition composition, Path pack) {
        return trainer.train(composition, Runtime.work(), pack, new Trainer.Listener() {}, () -> false);
    }
}
