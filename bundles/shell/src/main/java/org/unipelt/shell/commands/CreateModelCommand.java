package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unipelt.api.model.ModelCreator;
import org.unipelt.api.model.ModelCreator.Created;
import org.unipelt.api.model.ModelCreator.Order;
import org.unipelt.api.model.NewModel;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code unipelt model create}. */
@Command(
        name = "create",
        description =
                "Makes a base model with random weights and a vocabulary learned from texts, in Hugging Face's layout, to"
                        + " be trained from scratch: a composition on it without methods and with \"base_weights\":"
                        + " \"trained\" trains all of it.",
        footer = {
            "  unipelt model create --text train.en --text train.de --name small-t5",
            "  unipelt model create --text corpus.txt --dir tiny --hidden 64 --layers 2 --vocabulary 2000"
        })
final class CreateModelCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Place place;

    @Option(names = "--family", paramLabel = "NAME", defaultValue = "t5", description = "kind of model (default: t5)")
    private String family;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            required = true,
            description = "a text that the vocabulary is learned from (UTF-8); may be given several times")
    private List<Path> texts;

    @Option(
            names = "--vocabulary",
            paramLabel = "N",
            defaultValue = "8000",
            description = "the most pieces of words (default: ${DEFAULT-VALUE})")
    private int vocabulary;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            defaultValue = "256",
            description = "numbers that stand for a token (default: ${DEFAULT-VALUE})")
    private int hidden;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "3",
            description = "layers, of each half where there are two (default: ${DEFAULT-VALUE})")
    private int layers;

    @Option(
            names = "--heads",
            paramLabel = "N",
            defaultValue = "4",
            description = "heads of each attention (default: ${DEFAULT-VALUE})")
    private int heads;

    @Option(
            names = "--intermediate",
            paramLabel = "N",
            description = "numbers in the middle of a feed-forward network (default: 4 times --hidden)")
    private Integer intermediate;

    @Option(
            names = "--dropout",
            paramLabel = "RATE",
            defaultValue = "0.1",
            description = "share of numbers that training drops (default: ${DEFAULT-VALUE})")
    private double dropout;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "the same seed gives the same weights (default: ${DEFAULT-VALUE})")
    private long seed;

    CreateModelCommand(Context context) {
        this.context = context;
    }

    /** Where the model goes; one of the two. */
    static final class Place {
        @Option(names = "--dir", paramLabel = "HF_DIR", required = true, description = "the directory to make")
        private Path directory;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                required = true,
                description = "a name in the catalog, to write as \"base\"")
        private String name;
    }

    @Override
    public Integer call() {
        atLeast("--vocabulary", vocabulary, 4);
        atLeast("--hidden", hidden, 1);
        atLeast("--layers", layers, 1);
        atLeast("--heads", heads, 1);
        ModelCreator creator = context.services().creator();
        NewModel.Sizes sizes =
                new NewModel.Sizes(hidden, layers, heads, intermediate == null ? 4 * hidden : intermediate, dropout);
        Order order = new Order(family, sizes, texts, vocabulary, seed);
        Created created =
                place.directory == null ? creator.create(place.name, order) : creator.create(place.directory, order);
        context.console()
                .out()
                .printf(
                        "created %s (%s, %s pieces of words, %s numbers)%n",
                        place.directory == null ? place.name : place.directory,
                        family,
                        Format.count(created.vocabulary()),
                        Format.count(created.numbers()));
        return ExitCode.OK;
    }

    private void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "'" + option + "' is " + value + ": give at least " + least);
        }
    }
}
