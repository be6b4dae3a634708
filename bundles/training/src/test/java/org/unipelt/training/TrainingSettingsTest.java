package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer.Result;
import org.unipelt.api.session.TrainableComposition.Penalties;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.datasets.KnownDataSets;
import org.unipelt.task.classification.ClassificationTask;

/** What a training makes of its settings: keys, rates, tasks, data sets, an administrator's defaults. */
class TrainingSettingsTest {
    private static final BooleanSupplier NEVER = () -> false;

    @TempDir
    Path folder;

    private final BagOfWordsSessions sessions = new BagOfWordsSessions();
    private final ServiceTrainer trainer = Opinions.trainer(sessions, new SafetensorsFiles());
    private final Heard heard = new Heard();

    @BeforeEach
    void files() throws IOException {
        Opinions.write(folder);
    }

    @Test
    void anAdministratorsDefaultsOfATaskAreThoseOfTheTraining() throws IOException {
        trainer.addTask(
                new ClassificationTask(new FileTableReader()),
                Map.of("pelt.task", "classification", "text", "review", "pooling", "mean"));
        Files.writeString(folder.resolve("films.tsv"), "review\tlabel\na good film\t1\na bad film\t0\n");
        Composition composition = Opinions.composition(Map.of("epochs", 1))
                .withTask(Map.of("type", "classification", "train", "films.tsv", "dev", "films.tsv"));
        Result result = trainer.train(composition, folder, pack(), heard, NEVER);
        assertEquals(1, result.epochs().size());
    }

    @Test
    void morePartsThanRowsAreRefused() {
        String message =
                refusal(ConfigurationException.class, Opinions.composition(Map.of("batch_size", 4, "accumulate", 5)));
        assertTrue(message.startsWith("training: a batch of 4 cannot be computed in 5 parts."), message);
    }

    @Test
    void penaltiesReachTheComposition() {
        train(Map.of("epochs", 1, "l1", 0.001, "l2", 0.002, "gate_entropy", 0.003));
        train(Map.of("epochs", 1));
        assertEquals(new Penalties(0.001, 0.002, 0.003), sessions.setups.get(0).penalties());
        assertEquals(Penalties.NONE, sessions.setups.get(1).penalties());
    }

    @Test
    void ownersRatesBecomeFactors() {
        Map<String, Object> rates = Map.of("second", 1e-3, "head", 0.2, "gates", 0);
        train(Map.of("epochs", 1, "learning_rate", 0.1, "learning_rates", rates));
        assertEquals(
                Map.of("second", 1e-3 / 0.1, "head", 0.2 / 0.1, "gates", 0.0),
                sessions.setups.get(0).rates());
    }

    @Test
    void ratesOfNothingAreRefused() {
        String unknown = refusal(
                ConfigurationException.class, Opinions.composition(Map.of("learning_rates", Map.of("secnd", 0.1))));
        assertTrue(
                unknown.startsWith("training: 'secnd' in 'learning_rates' has no weights here. Did you mean 'second'?"),
                unknown);
        String relative = refusal(
                ConfigurationException.class,
                Opinions.composition(Map.of("learning_rate", 0, "learning_rates", Map.of("head", 0.1))));
        assertTrue(relative.contains("'learning_rate', which is 0"), relative);
    }

    @Test
    void compositionWithoutATaskCannotBeTrained() {
        String message = refusal(
                ConfigurationException.class, Opinions.composition(Map.of()).withTask(Map.of("type", "none")));
        assertTrue(message.startsWith("task: a composition whose 'type' is 'none' has no answer to learn."), message);
    }

    @Test
    void aKnownDataSetIsWrittenOutForThePack() throws IOException {
        trainer.addTask(new ClassificationTask(new FileTableReader()), Map.of("pelt.task", "classification"));
        Files.createDirectory(folder.resolve("films"));
        Files.writeString(folder.resolve("films/train.tsv"), "sentence\tlabel\na good film\t1\na bad film\t0\n");
        Files.writeString(folder.resolve("films/dev.tsv"), "sentence\tlabel\nthe plot is bright\t1\n");
        Composition composition = Opinions.composition(Map.of("epochs", 1))
                .withTask(Map.of("dataset", "sst-2", "folder", "films", "pooling", "mean"));

        trainer.train(composition, folder, pack(), heard, NEVER);

        assertEquals(
                Map.of(
                        "type",
                        "classification",
                        "train",
                        "films/train.tsv",
                        "dev",
                        "films/dev.tsv",
                        "text",
                        "sentence",
                        "label",
                        "label",
                        "metric",
                        "accuracy",
                        "pooling",
                        "mean"),
                sessions.compositions.get(0).task());
        assertEquals(2, heard.plans.get(0).trainingExamples());
    }

    @Test
    void filesThatAreNotNamedAreAskedFor() {
        Composition complete = Opinions.composition(Map.of());
        String noDev = refusal(
                ConfigurationException.class, complete.withTask(Map.of("type", "opinion", "train", "train.txt")));
        assertTrue(noDev.startsWith("task (opinion): 'dev' is missing. Add \"dev\""), noDev);
        String noTrain =
                refusal(ConfigurationException.class, complete.withTask(Map.of("type", "opinion", "dev", "dev.txt")));
        assertTrue(noTrain.startsWith("task (opinion): 'train' is missing. Add \"train\""), noTrain);
    }

    @Test
    void unknownTaskAndOptimiserNameTheNearest() {
        String task = refusal(
                UnavailableException.class, Opinions.composition(Map.of()).withTask(Map.of("type", "opinions")));
        assertTrue(task.startsWith("task 'opinions': no active bundle provides it. Did you mean 'opinion'?"), task);
        String optimiser = refusal(UnavailableException.class, Opinions.composition(Map.of("optimiser", "adamv")));
        assertTrue(
                optimiser.startsWith("optimiser 'adamv': no active bundle provides it. Did you mean 'adamw'?"),
                optimiser);
    }

    @Test
    void taskThatNamesNoTypeIsClassification() {
        trainer.addTask(new OpinionTask(), Map.of("pelt.task", "classification"));
        Composition composition =
                Opinions.composition(Map.of("epochs", 1)).withTask(Map.of("train", "train.txt", "dev", "dev.txt"));
        assertEquals(
                1,
                trainer.train(composition, folder, pack(), heard, NEVER)
                        .epochs()
                        .size());
    }

    @Test
    void optimisersOwnKeysBelongToIt() {
        train(Map.of("epochs", 1, "optimiser", "sgd", "momentum", 0.5));
        String wrong =
                refusal(ConfigurationException.class, Opinions.composition(Map.of("optimiser", "sgd", "beta1", 0.5)));
        assertTrue(wrong.startsWith("training: 'beta1' is not a known key"), wrong);
        String typed = refusal(ConfigurationException.class, Opinions.composition(Map.of("optimiser", 3)));
        assertTrue(typed.startsWith("training: '3' is not a value for 'optimiser'"), typed);
    }

    @Test
    void administratorsDefaultsHold() {
        ServiceTrainer other = new ServiceTrainer(
                sessions,
                new SafetensorsFiles(),
                new KnownDataSets(),
                Map.of("epochs", "2", "optimiser", "sgd", "component.name", "x"));
        other.addTask(new OpinionTask(), Map.of("pelt.task", "opinion"));
        other.addOptimiser(new SgdOptimiser(), Map.of("pelt.optimiser", "sgd"));
        Result result = other.train(Opinions.composition(Map.of()), folder, pack(), heard, NEVER);
        assertEquals(2, result.epochs().size());
    }

    private Result train(Map<String, Object> training) {
        return trainer.train(Opinions.composition(training), folder, pack(), heard, NEVER);
    }

    private <E extends UniPeltException> String refusal(Class<E> type, Composition composition) {
        return assertThrows(type, () -> trainer.train(composition, folder, pack(), heard, NEVER))
                .getMessage();
    }

    private Path pack() {
        return folder.resolve("my-pack");
    }
}
