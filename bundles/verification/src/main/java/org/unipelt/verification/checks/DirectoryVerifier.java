package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.pack.Interchange;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.task.Task;
import org.unipelt.api.text.TokenizerFactory;
import org.unipelt.api.training.Optimiser;
import org.unipelt.verification.Report;
import org.unipelt.verification.Verifier;

/** Finds out what a directory is, and has it checked. */
@Component
public final class DirectoryVerifier implements Verifier {
    /** Where a card's reduced precision would show as differences, all runs on the processor. */
    static final String DEVICE = "cpu";

    private final List<DirectoryCheck> checks;
    private final NamedServices<Task> tasks = new NamedServices<>("task", "pelt.task");
    private final NamedServices<Optimiser> optimisers = new NamedServices<>("optimiser", "pelt.optimiser");
    private final ObjectMapper json = new ObjectMapper();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile Interchange interchange;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile TextGenerator generator;

    @Activate
    public DirectoryVerifier(
            @Reference ModelSessions sessions,
            @Reference Packs packs,
            @Reference ModelCatalog catalog,
            @Reference TensorFiles tensors,
            @Reference TokenizerFactory tokenizers) {
        checks = List.of(
                new PaperCheck(sessions, tensors, tasks, optimisers),
                new InterchangeCheck(() -> Optional.ofNullable(interchange), packs, sessions, tensors, tasks),
                new ModelCheck(sessions, catalog, tensors, tokenizers, () -> Optional.ofNullable(generator)));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTask(Task task, Map<String, Object> properties) {
        tasks.add(task, properties);
    }

    void removeTask(Task task) {
        tasks.remove(task);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addOptimiser(Optimiser optimiser, Map<String, Object> properties) {
        optimisers.add(optimiser, properties);
    }

    void removeOptimiser(Optimiser optimiser) {
        optimisers.remove(optimiser);
    }

    @Override
    public Report verify(Path directory, Optional<Path> models, double tolerance) {
        if (!(tolerance > 0) || Double.isInfinite(tolerance)) {
            throw new ConfigurationException("tolerance", "is " + tolerance, "Give a number above 0, such as 1e-4");
        }
        Folder folder = Folder.of(directory, json);
        if (!folder.has(ReferenceCases.FILE)) {
            throw new DataException(
                    folder.file(ReferenceCases.FILE).toString(),
                    "is missing, and with it what to compare with",
                    "Write the reference implementation's inputs and outputs to it; for a base model as tensors case.N.NAME");
        }
        Findings findings = new Findings(tolerance);
        checks.stream()
                .filter(check -> check.understands(folder))
                .findFirst()
                .orElseThrow()
                .check(folder, models, findings);
        return findings.report();
    }
}
