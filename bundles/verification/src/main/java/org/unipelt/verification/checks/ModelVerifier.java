package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.GatingOrchestrator;
import org.unipelt.api.model.FrozenModel;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenizerFactory;
import org.unipelt.verification.Report;
import org.unipelt.verification.Verifier;

/** Verifies base models on the processor, where results do not depend on a card. */
@Component
public final class ModelVerifier implements Verifier {
    private static final String DEVICE = "cpu";

    private final GatingOrchestrator orchestrator;
    private final ModelCatalog catalog;
    private final TensorFiles tensors;
    private final TokenizerFactory tokenizers;
    private final ObjectMapper json = new ObjectMapper();

    @Activate
    public ModelVerifier(
            @Reference GatingOrchestrator orchestrator,
            @Reference ModelCatalog catalog,
            @Reference TensorFiles tensors,
            @Reference TokenizerFactory tokenizers) {
        this.orchestrator = orchestrator;
        this.catalog = catalog;
        this.tensors = tensors;
        this.tokenizers = tokenizers;
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
                    "Write the reference implementation's inputs and outputs to it, as tensors case.N.NAME");
        }
        Findings findings = new Findings(tolerance);
        if (folder.has(Folder.CONFIG) && !folder.read(Folder.CONFIG).has("model_type")) {
            folder.names()
                    .forEach(name -> findings.notUnderstood(
                            name, "config.json names no model_type, and this version verifies base models"));
            return findings.report();
        }
        folder.report(findings);
        String base = base(folder, models).toString();
        compare(folder, base, findings);
        return findings.report();
    }

    /** Where the model lies. */
    private static Path base(Folder folder, Optional<Path> models) {
        if (folder.has(Folder.CONFIG)) {
            return folder.path();
        }
        Path name = folder.path().toAbsolutePath().normalize().getFileName();
        return models.map(place -> place.resolve(name))
                .filter(Files::isDirectory)
                .orElseThrow(() -> new DataException(
                        folder.path().toString(),
                        "holds no config.json",
                        "Put the model's files there, or name the folder that holds " + name + " with --models"));
    }

    private void compare(Folder folder, String base, Findings findings) {
        ReferenceCases reference = ReferenceCases.of(tensors.read(folder.file(ReferenceCases.FILE)));
        reference
                .others()
                .keySet()
                .forEach(name -> findings.notUnderstood(ReferenceCases.FILE + ", " + name, "is not named case.N.NAME"));
        try (FrozenModel model = orchestrator.frozen(base, DEVICE)) {
            CaseCheck cases = new CaseCheck(model, findings);
            reference.cases().values().forEach(cases::check);
            if (folder.has(GradientCheck.FILE)) {
                Path file = folder.file(GradientCheck.FILE);
                new GradientCheck(model, findings).check(tensors.read(file), Header.metadata(file, json), reference);
            }
            if (folder.has(HeadCheck.FILE)) {
                HeadCheck.check(tensors.read(folder.file(HeadCheck.FILE)).keySet(), cases.compared(), findings);
            }
        }
        if (folder.has(TokenCheck.FILE)) {
            try (TextTokenizer tokenizer = tokenizers.open(catalog.find(base).files())) {
                new TokenCheck(tokenizer, findings).check(folder.read(TokenCheck.FILE));
            }
        }
    }
}
