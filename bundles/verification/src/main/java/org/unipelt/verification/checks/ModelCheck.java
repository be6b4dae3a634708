package org.unipelt.verification.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenizerFactory;

/** Compares a base model, without any method. */
final class ModelCheck implements DirectoryCheck {
    private static final Set<String> COMPARED =
            Set.of(ReferenceCases.FILE, GradientCheck.FILE, TokenCheck.FILE, HeadCheck.FILE, GenerateCheck.FILE);

    /** What the model and its tokenizer are loaded from, older forms of the same, and papers. */
    private static final Pattern KNOWN = Pattern.compile("config\\.json|generation_config\\.json"
            + "|(model|pytorch_model)(-\\d+-of-\\d+)?\\.(safetensors|bin)|(model\\.safetensors|pytorch_model\\.bin)\\.index\\.json"
            + "|tokenizer\\.json|tokenizer_config\\.json|special_tokens_map\\.json|added_tokens\\.json"
            + "|vocab\\.(txt|json)|merges\\.txt|spiece\\.model|tokenizer\\.model|README(\\.md)?|LICENSE(\\.txt)?");

    private final ModelSessions sessions;
    private final ModelCatalog catalog;
    private final TensorFiles tensors;
    private final TokenizerFactory tokenizers;
    private final Supplier<Optional<TextGenerator>> generator;

    ModelCheck(
            ModelSessions sessions,
            ModelCatalog catalog,
            TensorFiles tensors,
            TokenizerFactory tokenizers,
            Supplier<Optional<TextGenerator>> generator) {
        this.generator = generator;
        this.sessions = sessions;
        this.catalog = catalog;
        this.tensors = tensors;
        this.tokenizers = tokenizers;
    }

    /** Whatever is of no other kind. */
    @Override
    public boolean understands(Folder folder) {
        return true;
    }

    @Override
    public void check(Folder folder, Optional<Path> models, Findings findings) {
        if (folder.has(Folder.CONFIG) && !folder.read(Folder.CONFIG).has("model_type")) {
            folder.names()
                    .forEach(name -> findings.notUnderstood(
                            name, "config.json names neither a model_type nor a format that this version knows"));
            return;
        }
        folder.report(findings, COMPARED, KNOWN);
        compare(folder, base(folder, models).toString(), findings);
    }

    private void compareWriting(Folder folder, FrozenModel model, Findings findings) {
        Optional<TextGenerator> found = generator.get();
        if (found.isEmpty()) {
            findings.notUnderstood(
                    GenerateCheck.FILE, "skipped, no active bundle lets models write. Start org.unipelt.generation");
            return;
        }
        try {
            TextDecoder decoder = model.decoder();
            new GenerateCheck(decoder, found.get(), findings).check(folder.read(GenerateCheck.FILE));
        } catch (ConfigurationException e) { // a model that only reads
            findings.notUnderstood(GenerateCheck.FILE, e.getMessage());
        }
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
        try (FrozenModel model = sessions.frozen(base, DirectoryVerifier.DEVICE)) {
            CaseCheck cases = new CaseCheck(model, findings);
            reference.cases().values().forEach(cases::check);
            if (folder.has(GradientCheck.FILE)) {
                Path file = folder.file(GradientCheck.FILE);
                new GradientCheck(model, findings)
                        .check(tensors.read(file), Header.metadata(file, folder.json()), reference);
            }
            if (folder.has(GenerateCheck.FILE)) {
                compareWriting(folder, model, findings);
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
