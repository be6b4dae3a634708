package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.unipelt.api.TemporaryFolder;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.training.Optimiser;

/**
 * Compares a composition with the formulas of UniPELT (Mao et al. 2022, arXiv 2110.07577) as another implementation has
 * written them out: outputs, gates, gradients and short trainings.
 */
final class PaperCheck implements DirectoryCheck {
    private static final String WEIGHTS = "weights.safetensors";
    private static final String GRADIENTS = "gradients.safetensors";
    private static final String DEPLOYED = "deployed.";
    private static final Pattern KNOWN = Pattern.compile("README(\\.md)?|LICENSE(\\.txt)?");

    private final ModelSessions sessions;
    private final TensorFiles tensors;
    private final NamedServices<Task> tasks;
    private final NamedServices<Optimiser> optimisers;

    PaperCheck(
            ModelSessions sessions,
            TensorFiles tensors,
            NamedServices<Task> tasks,
            NamedServices<Optimiser> optimisers) {
        this.sessions = sessions;
        this.tensors = tensors;
        this.tasks = tasks;
        this.optimisers = optimisers;
    }

    /** What all parts of a check need. */
    private record Given(
            Folder folder,
            PaperConfig config,
            Composition composition,
            TaskHead head,
            TemporaryFolder scratch,
            Findings findings) {}

    @Override
    public boolean understands(Folder folder) {
        return folder.has(Folder.CONFIG)
                && folder.read(Folder.CONFIG).path("format").asText().equals(PaperConfig.FORMAT);
    }

    @Override
    public void check(Folder folder, Optional<Path> models, Findings findings) {
        Optional<PaperConfig> config = PaperConfig.of(folder.read(Folder.CONFIG), findings);
        folder.report(findings, compared(folder), KNOWN);
        if (config.isEmpty()) {
            return;
        }
        Path base = folder.base(models, config.get().model());
        try (TemporaryFolder scratch = TemporaryFolder.open("verify")) {
            Path calm = scratch.path("model");
            WithoutDropout.copy(Folder.of(base, folder.json()), calm);
            Composition composition = config.get().composition(calm.toString());
            check(new Given(folder, config.get(), composition, head(config.get()), scratch, findings));
        }
    }

    private static Set<String> compared(Folder folder) {
        Set<String> compared = new TreeSet<>(Set.of(Folder.CONFIG, WEIGHTS, ReferenceCases.FILE, GRADIENTS));
        if (folder.has(PaperTraining.FILE)) {
            compared.addAll(Set.of(PaperTraining.FILE, PaperTraining.BATCHES));
            folder.read(PaperTraining.FILE)
                    .path("runs")
                    .forEach(run -> compared.add(run.path("after").asText()));
        }
        return compared;
    }

    private TaskHead head(PaperConfig config) {
        Task task = tasks.require("classification");
        return task.instantiate(task.options().parse(Map.of(), "task")).restore(config.taskState());
    }

    private void check(Given given) {
        Map<String, TensorData> theirs = tensors.read(given.folder.file(WEIGHTS));
        PaperNames names;
        Map<String, TensorData> weights;
        try (ComposedModel model = sessions.compose(given.composition, given.head)) {
            names = given.config.names(model.shape().hidden());
            weights = translated(names, theirs, WEIGHTS, given.findings);
            Map<String, Parameter> parameters = Parameters.trained(model);
            given.findings.expect(
                    "number of trainables",
                    Parameters.count(parameters) == given.config.trainables(),
                    Parameters.count(parameters) + " instead of " + given.config.trainables());
            if (!Parameters.complete(parameters, weights, WEIGHTS, given.findings)) {
                return;
            }
            model.assign(weights);
            compare(given, model, names);
        }
        train(given, names, weights);
    }

    private void compare(Given given, ComposedModel model, PaperNames names) {
        Map<String, TensorData> reference = new TreeMap<>(tensors.read(given.folder.file(ReferenceCases.FILE)));
        Map<String, TensorData> deployed = Layout.under(reference, DEPLOYED);
        deployed.keySet().forEach(name -> reference.remove(DEPLOYED + name));
        PaperOutputs outputs = new PaperOutputs(model, names, given.config.labels(), given.findings);
        outputs.compare(reference);
        if (given.folder.has(GRADIENTS)) {
            Map<String, TensorData> gradients = tensors.read(given.folder.file(GRADIENTS));
            outputs.compareGradients(reference, translated(names, gradients, GRADIENTS, given.findings));
        }
        if (!deployed.isEmpty()) {
            Path pack = given.scratch.path("pack");
            model.save(pack, Map.of());
            Map<String, TensorData> saved = sessions.read(pack).weights();
            translated(names, deployed, ReferenceCases.FILE, given.findings)
                    .forEach((name, value) -> compareNamed("deployed " + name, name, value, saved, given.findings));
        }
    }

    private void train(Given given, PaperNames names, Map<String, TensorData> weights) {
        if (!given.folder.has(PaperTraining.FILE) || !given.folder.has(PaperTraining.BATCHES)) {
            return;
        }
        Map<String, TensorData> batches = tensors.read(given.folder.file(PaperTraining.BATCHES));
        PaperTraining training = new PaperTraining(batches, given.config.labels(), given.findings);
        for (Map.Entry<String, JsonNode> run :
                given.folder.read(PaperTraining.FILE).path("runs").properties()) {
            Optional<PaperTraining.Recipe> recipe = training.recipe(run.getKey(), run.getValue());
            if (recipe.isPresent()) {
                train(given, names, weights, training, recipe.get());
            }
        }
    }

    private void train(
            Given given,
            PaperNames names,
            Map<String, TensorData> weights,
            PaperTraining training,
            PaperTraining.Recipe recipe) {
        Optimiser optimiser = optimisers.require(recipe.optimiser());
        TrainableComposition.Setup setup = new TrainableComposition.Setup(
                given.head,
                optimiser.instantiate(optimiser.options().parse(recipe.options(), PaperTraining.FILE)),
                0,
                1);
        Map<String, TensorData> trained;
        try (TrainableComposition composition = sessions.trainable(given.composition, setup)) {
            composition.assign(weights);
            training.run(composition, recipe);
            trained = composition.weights();
        }
        Map<String, TensorData> after = new TreeMap<>(tensors.read(given.folder.file(recipe.after())));
        recipe.unsteady().forEach(name -> {
            after.remove(name);
            given.findings.known(recipe.after() + ", " + name, "unsteady, as " + PaperTraining.FILE + " says");
        });
        translated(names, after, recipe.after(), given.findings)
                .forEach((name, value) ->
                        compareNamed(recipe.name() + ", trained " + name, name, value, trained, given.findings));
    }

    private static void compareNamed(
            String line, String name, TensorData expected, Map<String, TensorData> own, Findings findings) {
        if (own.containsKey(name)) {
            findings.compare(line, expected, own.get(name));
        } else {
            findings.notUnderstood(line, "the composition has no such weight");
        }
    }

    /** All tensors of a file, by the names of the composition. */
    private static Map<String, TensorData> translated(
            PaperNames names, Map<String, TensorData> theirs, String file, Findings findings) {
        Map<String, TensorData> own = new LinkedHashMap<>();
        theirs.forEach((name, data) -> {
            Map<String, TensorData> parts = names.translate(name, data);
            if (parts.isEmpty()) {
                findings.notUnderstood(file + ", " + name, "this version knows no trainable of that name and shape");
            }
            own.putAll(parts);
        });
        return own;
    }
}
