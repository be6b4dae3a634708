package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.TemporaryFolder;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.pack.Interchange;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.task.Task;

/** Compares what a folder of peft or adapters computes with what the pack computes that it is imported into. */
final class InterchangeCheck implements DirectoryCheck {
    private static final String CONFIG = "adapter_config.json";
    private static final String ABOUT = "about.json";
    private static final Set<String> COMPARED = Set.of(ReferenceCases.FILE);

    /** What the pack is imported from, copies of it in another format, and papers. */
    private static final Pattern KNOWN = Pattern.compile("about\\.json|(adapter|head)_config\\.json"
            + "|(pytorch_)?(adapter|adapter_model|model_head)(\\.copy)?\\.(safetensors|bin)"
            + "|README(\\.md)?|LICENSE(\\.txt)?");

    private final Supplier<Optional<Interchange>> interchange;
    private final Packs packs;
    private final ModelSessions sessions;
    private final TensorFiles tensors;
    private final NamedServices<Task> tasks;

    InterchangeCheck(
            Supplier<Optional<Interchange>> interchange,
            Packs packs,
            ModelSessions sessions,
            TensorFiles tensors,
            NamedServices<Task> tasks) {
        this.interchange = interchange;
        this.packs = packs;
        this.sessions = sessions;
        this.tensors = tensors;
        this.tasks = tasks;
    }

    @Override
    public boolean understands(Folder folder) {
        return folder.has(CONFIG);
    }

    @Override
    public void check(Folder folder, Optional<Path> models, Findings findings) {
        Interchange exchange = interchange
                .get()
                .orElseThrow(() -> new UnavailableException(
                        "the exchange with peft and adapters",
                        "no active bundle provides it",
                        "Start org.unipelt.interchange"));
        Path base = folder.base(models, model(folder));
        try (TemporaryFolder scratch = TemporaryFolder.open("verify")) {
            Path pack = scratch.path("pack");
            try {
                exchange.importInto(folder.path(), base.toString(), pack).forEach(note -> findings.known(CONFIG, note));
            } catch (ConfigurationException e) {
                findings.refuse(e.getMessage());
                return;
            }
            folder.report(findings, COMPARED, KNOWN);
            compare(folder, base, pack, scratch, findings);
            if (folder.read(CONFIG).has("peft_type")) {
                new RoundTrip(exchange, tensors, findings).check(folder, pack, scratch.path("export"));
            }
        }
    }

    /** The base model's name, as who wrote the folder, peft or adapters say it. */
    private static String model(Folder folder) {
        JsonNode config = folder.read(CONFIG);
        JsonNode about = folder.has(ABOUT) ? folder.read(ABOUT) : config;
        return Stream.of(about.path("model"), config.path("base_model_name_or_path"), config.path("model_name"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElseThrow(() -> new DataException(
                        folder.file(CONFIG).toString(),
                        "does not name the base model",
                        "Write it as \"base_model_name_or_path\""));
    }

    /** With prompts and this type of task peft lets the model read no token types, as its import tells users. */
    private static boolean typed(JsonNode config) {
        return !(config.path("peft_type").asText().equals("PROMPT_TUNING")
                && config.path("task_type").asText().equals("FEATURE_EXTRACTION"));
    }

    private void compare(Folder folder, Path base, Path pack, TemporaryFolder scratch, Findings findings) {
        Map<String, TensorData> reference = tensors.read(folder.file(ReferenceCases.FILE));
        InterchangeOutputs outputs = new InterchangeOutputs(reference, typed(folder.read(CONFIG)), findings);
        PackContents contents = sessions.read(pack);
        try (ComposedModel model = sessions.compose(pack)) {
            outputs.compare(model);
        }
        if (outputs.has(InterchangeOutputs.BASE_LOGITS)) {
            compareBase(base, contents, outputs);
        }
        if (outputs.has(InterchangeOutputs.MERGED_LOGITS)) {
            compareMerged(contents, pack, scratch.path("merged"), outputs, findings);
        }
    }

    /** The base model without the method: with the pack's head, where it has one. */
    private void compareBase(Path base, PackContents contents, InterchangeOutputs outputs) {
        String type = String.valueOf(contents.composition().task().get("type"));
        if (Composition.NO_TASK.equals(type)) {
            try (FrozenModel model = sessions.frozen(base.toString(), DirectoryVerifier.DEVICE)) {
                outputs.compareBase(model);
            }
            return;
        }
        Heads heads = new Heads(tasks);
        try (ComposedModel model =
                sessions.compose(heads.alone(contents, base.toString()), heads.restored(type, contents))) {
            model.assign(Heads.weights(contents));
            outputs.compareBase(model);
        }
    }

    private void compareMerged(
            PackContents contents, Path pack, Path merged, InterchangeOutputs outputs, Findings findings) {
        String name = ReferenceCases.FILE + ", " + InterchangeOutputs.MERGED_LOGITS;
        if (contents.composition().methods().stream().allMatch(m -> "ia3".equals(m.get("method")))) {
            // and adapters, which does fold them, leaves the biases unscaled: no result to follow
            findings.known(name, "(IA)^3 scales outputs and is not folded into weights");
            return;
        }
        try {
            packs.merge(pack, Optional.empty(), merged, () -> false);
        } catch (ConfigurationException e) {
            findings.notUnderstood(name, e.getMessage());
            return;
        }
        try (ComposedModel model = sessions.compose(merged)) {
            outputs.compareMerged(model);
        }
    }
}
