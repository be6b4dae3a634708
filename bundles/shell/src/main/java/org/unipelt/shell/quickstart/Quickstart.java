package org.unipelt.shell.quickstart;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Prediction;
import org.unipelt.api.Prediction.GateValue;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Predictor;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Slots;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.services.Context;

/** Everything at work, from text to report. */
public final class Quickstart {
    private static final String METHOD = "ffn-shift";
    private static final List<String> TABLES = List.of("train.tsv", "dev.tsv", "test.tsv");
    private static final String JAR = "example-ffn-shift.jar";
    /** Of the six minutes that the whole may take, what the rounds of training may have. */
    private static final double SECONDS_FOR_TRAINING = 300;

    private static final int GATE_TEXTS = 128;
    private static final int PROBE_TEXTS = 16;

    private final Context context;
    private final Wishes wishes;
    private final PrintWriter out;

    /**
     * What the user asked for.
     *
     * @param corpus the texts
     * @param brief whether to be done in a minute and a half
     * @param seeds how many seeds; 0 for as many as the time allows
     * @param folder where tables, packs and the report go
     */
    public record Wishes(Corpus corpus, boolean brief, int seeds, Path folder) {}

    public Quickstart(Context context, Wishes wishes) {
        this.context = context;
        this.wishes = wishes;
        this.out = context.console().out();
    }

    /** Runs it; results go to standard output, progress to standard error. */
    public void run() {
        checkTables();
        LoadFolder jar = LoadFolder.of(context.services().home(), JAR);
        jar.check();
        Split split = writeTables();
        List<TrainedRun> runs = compare();
        List<Standing> standings = Standing.of(runs);
        print(standings);
        TrainedRun union = runs.stream()
                .filter(r -> r.contender().name().equals(Contender.UNION))
                .findFirst()
                .orElseThrow();
        try (Predictor predictor = context.services().orchestrator().open(union.pack())) {
            List<TextInput> inputs =
                    split.test().stream().map(t -> TextInput.of(t.text())).toList();
            List<Prediction> predictions =
                    predictor.predict(inputs.subList(0, Math.min(GATE_TEXTS, inputs.size())), true);
            HotDeployment hot = deploy(predictor, inputs, jar);
            Path report = wishes.folder().resolve("report.html");
            new QuickstartReport(wishes.corpus(), split, standings, gates(predictions), predictions, hot)
                    .page()
                    .write(report);
            out.println();
            out.println("Report:  " + report + "  (opens in a browser, no network needed)");
            out.println("Try:     unipelt predict " + union.pack() + " --gates \""
                    + split.test().get(0).text() + "\"");
            out.println("All in " + Format.seconds(secondsSinceStart()) + ", from the start of the program.");
        }
    }

    private Split writeTables() {
        Corpus corpus = wishes.corpus();
        Split split = corpus.load(context.services().home().resolve("data"), wishes.brief());
        makePacksFolder();
        write(TABLES.get(0), split.train());
        write(TABLES.get(1), split.dev());
        write(TABLES.get(2), split.test());
        out.println(corpus.title());
        out.printf(
                "%s training, %s dev and %s test rows in %s; base model minilm-l6, frozen%n%n",
                Format.count(split.train().size()),
                Format.count(split.dev().size()),
                Format.count(split.test().size()),
                wishes.folder());
        out.flush();
        return split;
    }

    /** A user's own tables may be called so. */
    private void checkTables() {
        Path packs = wishes.folder().resolve(Comparison.PACKS);
        for (String table : TABLES) {
            if (Files.exists(wishes.folder().resolve(table)) && Files.notExists(packs)) {
                throw new ConfigurationException(
                        wishes.folder().resolve(table).toString(),
                        "it is there, and no quickstart has written it",
                        "Name another folder by --output");
            }
        }
    }

    private void makePacksFolder() {
        Path packs = wishes.folder().resolve(Comparison.PACKS);
        try {
            Files.createDirectories(packs);
        } catch (IOException e) {
            throw new DataException(
                    packs.toString(),
                    "it cannot be made (" + Failures.reason(e) + ")",
                    "Name another folder by --output",
                    e);
        }
    }

    private void write(String name, List<LabelledText> texts) {
        Corpus corpus = wishes.corpus();
        TableFile.write(wishes.folder().resolve(name), corpus.textColumn(), corpus.labelColumn(), texts);
    }

    private List<TrainedRun> compare() {
        int seeds = wishes.seeds() == 0 && wishes.brief() ? 1 : wishes.seeds();
        return new Comparison(context, wishes.folder(), wishes.corpus(), wishes.brief())
                .run(seeds, SECONDS_FOR_TRAINING - secondsSinceStart());
    }

    private void print(List<Standing> standings) {
        TextTable table = new TextTable("COMPOSITION", "TEST ACCURACY", "TRAINABLE NUMBERS", "SECONDS", "EPOCHS");
        for (Standing s : standings) {
            table.row(
                    s.contender().name(),
                    s.scoreText(),
                    Format.count(s.parameters()),
                    Format.decimals(s.seconds(), 1),
                    s.runs().get(0).result().epochsDone());
        }
        table.print(out);
        int seeds = standings.get(0).runs().size();
        out.println(seeds == 1 ? "(one seed)" : "(mean of " + seeds + " seeds ± standard deviation)");
        out.println();
        out.flush();
    }

    private HotDeployment deploy(Predictor predictor, List<TextInput> inputs, LoadFolder jar) {
        context.console().err().println("Deploying " + JAR + " into the running framework while 4 threads predict ...");
        HotDeployment hot = new HotDeployment.Demonstration(
                        predictor,
                        inputs.subList(0, Math.min(PROBE_TEXTS, inputs.size())),
                        jar,
                        METHOD,
                        context.cancellation())
                .run();
        print(hot);
        return hot;
    }

    private void print(HotDeployment hot) {
        out.println(JAR + ", dropped into load/ while 4 threads predicted with the gated union:");
        TextTable table = new TextTable("PHASE", "METHODS IN FORCE", "CALLS", "FAILED");
        for (HotDeployment.Phase phase : HotDeployment.Phase.values()) {
            List<Clients.Call> calls =
                    hot.calls().stream().filter(c -> hot.phase(c) == phase).toList();
            table.row(
                    phase.words(),
                    String.join(" + ", phase == HotDeployment.Phase.WITH ? hot.with() : hot.without()),
                    Format.count(calls.size()),
                    calls.stream().filter(Clients.Call::failed).count());
        }
        table.print(out);
        out.printf(
                "First answer with it %s after the jar lay in the folder, gone %s after it was removed;"
                        + " %d compositions, no restart.%n",
                Format.seconds(hot.joined() - hot.deployed()),
                Format.seconds(hot.left() - hot.removed()),
                hot.revisions());
        out.printf("Largest difference of a probability before and after: %.1e%n", hot.difference());
        hot.calls().stream()
                .filter(Clients.Call::failed)
                .limit(1)
                .forEach(c -> out.println("A call failed: " + c.failure()));
        out.flush();
    }

    private static Slots gates(List<Prediction> predictions) {
        List<GateValue> all = new ArrayList<>();
        predictions.forEach(p -> all.addAll(p.gates()));
        return Slots.of(all);
    }

    private static double secondsSinceStart() {
        return (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1000.0;
    }
}
