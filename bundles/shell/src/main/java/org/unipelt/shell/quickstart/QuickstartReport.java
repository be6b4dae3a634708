package org.unipelt.shell.quickstart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.Prediction;
import org.unipelt.api.client.Trainer;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Slots;
import org.unipelt.shell.report.Charts;
import org.unipelt.shell.report.Charts.Mark;
import org.unipelt.shell.report.Charts.Series;
import org.unipelt.shell.report.GateSection;
import org.unipelt.shell.report.Page;
import org.unipelt.shell.report.ScoresAndSizes;
import org.unipelt.shell.report.TrainingCurves;

/** The quickstart's results as a page. */
final class QuickstartReport {
    private static final double SECONDS_OF_A_BAR = 0.1;
    private static final int MOST_POINTS = 1500;
    private static final int SAMPLE_ANSWERS = 10;

    private final Corpus corpus;
    private final Split split;
    private final List<Standing> standings;
    private final Slots gates;
    private final List<Prediction> predictions;
    private final HotDeployment hot;

    /**
     * Collects what to show.
     *
     * @param gates mean gate values over the test texts that {@code predictions} answers
     * @param predictions the union's answers to the first test texts
     */
    QuickstartReport(
            Corpus corpus,
            Split split,
            List<Standing> standings,
            Slots gates,
            List<Prediction> predictions,
            HotDeployment hot) {
        this.corpus = corpus;
        this.split = split;
        this.standings = standings;
        this.gates = gates;
        this.predictions = predictions;
        this.hot = hot;
    }

    Page page() {
        Page page = new Page("UniPELT quickstart", corpus.title());
        page.paragraph("A frozen MiniLM (6 layers, 22.7 million numbers) was tuned on "
                + Format.count(split.train().size())
                + " labelled texts: by its head alone, by three small methods one at a time, and by the gated union of the"
                + " three. Then a fourth method was deployed into the running program.");
        page.figures(figures());
        addComparison(page);
        addTraining(page);
        addGates(page);
        addHotDeployment(page);
        addAnswers(page);
        return page;
    }

    private Map<String, String> figures() {
        Standing union = standings.get(standings.size() - 1);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("test accuracy, gated union", Format.decimals(union.mean(), 3));
        figures.put("test accuracy, head only", Format.decimals(standings.get(0).mean(), 3));
        figures.put("numbers trained, gated union", Format.count(union.parameters()));
        figures.put("from jar to first answer with it", Format.seconds(hot.joined() - hot.deployed()));
        figures.put("calls failed of " + Format.count(hot.calls().size()), Format.count(hot.failures()));
        return figures;
    }

    private void addComparison(Page page) {
        page.heading("Comparison");
        List<List<String>> rows = new ArrayList<>();
        for (Standing s : standings) {
            rows.add(List.of(
                    s.contender().name(),
                    s.scoreText(),
                    Format.count(s.parameters()),
                    Format.decimals(s.seconds(), 1),
                    String.valueOf(s.contender().learningRate())));
        }
        page.table(
                List.of("Composition", "Test accuracy", "Trainable numbers", "Seconds of training", "Learning rate"),
                rows);
        int seeds = standings.get(0).runs().size();
        page.chart(
                "Accuracy on the test rows, and what it costs",
                Format.count(split.test().size()) + " test rows that no training has seen. "
                        + (seeds == 1
                                ? "One seed: differences of a point or two mean little."
                                : "Bars are means of " + seeds + " seeds, dots the single runs.")
                        + " Sizes are on a logarithmic axis.",
                new ScoresAndSizes(
                                "test accuracy",
                                "trainable numbers",
                                standings.stream()
                                        .map(s -> new ScoresAndSizes.Entry(
                                                s.contender().name(), s.mean(), s.scores(), s.parameters()))
                                        .toList())
                        .option(),
                340);
    }

    private void addTraining(Page page) {
        page.heading("Training");
        page.chart(
                "Loss",
                "Cross-entropy by step for the first seed, the mean of " + TrainingCurves.STEPS_OF_THE_MEAN + " steps.",
                Charts.lines("step", "loss", series(TrainingCurves::loss), false),
                340);
        page.chart(
                "Accuracy on the dev rows",
                "After each epoch, for the first seed. The weights of the best epoch were kept.",
                Charts.lines("epoch", "dev accuracy", series(r -> TrainingCurves.metric(r, TrainedRun.METRIC)), true),
                300);
    }

    private List<Series> series(java.util.function.Function<Trainer.Result, List<double[]>> points) {
        return standings.stream()
                .map(s -> new Series(
                        s.contender().name(), points.apply(s.runs().get(0).result())))
                .toList();
    }

    private void addGates(Page page) {
        page.heading("Gates");
        GateSection.addLayers(
                page,
                "How much each method weighs in each layer",
                "The gated union's gates, 0 to 1, a mean over " + predictions.size()
                        + " test texts. Every gate began near one half.",
                gates);
    }

    private void addHotDeployment(Page page) {
        page.heading("Hot deployment");
        page.paragraph(
                "pelt-" + hot.method() + ".jar was dropped into the folder load/ while four threads predicted with"
                        + " the gated union, and taken out again. Nothing was restarted; a call runs on the composition that was"
                        + " in force when it began.");
        List<List<String>> rows = new ArrayList<>();
        for (HotDeployment.Phase phase : HotDeployment.Phase.values()) {
            List<Clients.Call> calls =
                    hot.calls().stream().filter(c -> hot.phase(c) == phase).toList();
            rows.add(List.of(
                    phase.words(),
                    String.join(" + ", phase == HotDeployment.Phase.WITH ? hot.with() : hot.without()),
                    Format.count(calls.size()),
                    String.valueOf(calls.stream().filter(Clients.Call::failed).count()),
                    median(calls)));
        }
        page.table(List.of("Phase", "Methods in force", "Calls", "Failed", "Median call"), rows);
        page.chart(
                "Calls answered",
                "Answers a tenth of a second, by the composition that gave them.",
                Charts.counts("seconds", "calls", SECONDS_OF_A_BAR, countsByPhase(), marks()),
                300);
        page.chart(
                "Time of each call",
                "A dot is a call; of very many some are shown, the longest of each phase among them. Building a composition takes processor time from the calls; one that had to wait for it would stand out.",
                Charts.points("seconds", "milliseconds", pointsByPhase(), marks()),
                300);
    }

    private static String median(List<Clients.Call> calls) {
        if (calls.isEmpty()) {
            return "-";
        }
        double[] times =
                calls.stream().mapToDouble(Clients.Call::seconds).sorted().toArray();
        return Format.decimals(times[times.length / 2] * 1000, 1) + " ms";
    }

    private List<Mark> marks() {
        return List.of(
                new Mark("jar in", Charts.rounded(hot.deployed(), 3)),
                new Mark("joined", Charts.rounded(hot.joined(), 3)),
                new Mark("jar out", Charts.rounded(hot.removed(), 3)),
                new Mark("left", Charts.rounded(hot.left(), 3)));
    }

    private Map<String, List<Integer>> countsByPhase() {
        double end = hot.calls().stream().mapToDouble(Clients.Call::end).max().orElse(0);
        int bars = (int) (end / SECONDS_OF_A_BAR) + 1;
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (HotDeployment.Phase phase : HotDeployment.Phase.values()) {
            counts.put(phase.words(), new int[bars]);
        }
        counts.put("failed", new int[bars]);
        for (Clients.Call call : hot.calls()) {
            String name = call.failed() ? "failed" : hot.phase(call).words();
            counts.get(name)[(int) (call.end() / SECONDS_OF_A_BAR)]++;
        }
        Map<String, List<Integer>> lists = new LinkedHashMap<>();
        counts.forEach((name, values) ->
                lists.put(name, java.util.Arrays.stream(values).boxed().toList()));
        return lists;
    }

    private List<Series> pointsByPhase() {
        List<Series> all = new ArrayList<>();
        for (HotDeployment.Phase phase : HotDeployment.Phase.values()) {
            List<Clients.Call> calls =
                    hot.calls().stream().filter(c -> hot.phase(c) == phase).toList();
            int stride = calls.size() / MOST_POINTS + 1;
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < calls.size(); i += stride) {
                points.add(point(calls.get(i)));
            }
            if (stride > 1) {
                calls.stream()
                        .max(Comparator.comparingDouble(Clients.Call::seconds))
                        .ifPresent(longest -> points.add(point(longest)));
            }
            all.add(new Series(phase.words(), points));
        }
        return all;
    }

    private static double[] point(Clients.Call call) {
        return new double[] {Charts.rounded(call.begin(), 3), Charts.rounded(call.seconds() * 1000, 2)};
    }

    private void addAnswers(Page page) {
        page.heading("Some answers");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(SAMPLE_ANSWERS, predictions.size()); i++) {
            Prediction prediction = predictions.get(i);
            LabelledText asked = split.test().get(i);
            rows.add(List.of(
                    asked.text(),
                    asked.label(),
                    prediction.label(),
                    Format.decimals(prediction.scores().get(prediction.label()), 2),
                    asked.label().equals(prediction.label()) ? "" : "wrong"));
        }
        page.table(List.of("Text", "Truth", "Gated union", "Probability", ""), rows);
    }
}
