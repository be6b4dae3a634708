package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.tuning.Tuner.Trial;
import org.unipelt.api.tuning.Tuner.Tuning;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.report.Charts.Series;

/**
 * A tuning as a page.
 *
 * @param title what was tuned, as the user named it
 * @param base the base model
 * @param tuning what it gave
 */
public record TuningReport(String title, String base, Tuning tuning) {

    /** The page. */
    public Page page() {
        Page page = new Page("Tuning of " + title, "on " + Format.lastName(base));
        page.figures(figures());
        page.paragraph("Chosen: " + tuning.chosen().title() + ". Because it has " + tuning.reason() + ".");
        page.chart(
                "What was tried",
                "Each candidate's " + tuning.chosen().metric()
                        + " on the dev rows, by the epochs that it was trained for. A line is a candidate that went on.",
                option(),
                380);
        page.table(
                List.of("Rung", "Number", "Candidate", "Epochs", "Dev", "Numbers trained", "Seconds"),
                tuning.trials().stream().map(TuningReport::row).toList());
        return page;
    }

    /** Without a legend, which for dozens of candidates would hide them: the table below names them. */
    private Map<String, Object> option() {
        Map<String, Object> option =
                Charts.lines("epochs", "dev " + tuning.chosen().metric(), candidates(), true);
        option.remove("legend");
        option.put("tooltip", Map.of("trigger", "item"));
        return option;
    }

    private Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put(
                "dev " + tuning.chosen().metric(), Format.metric(tuning.chosen().dev()));
        figures.put("numbers trained", Format.count(tuning.chosen().trained()));
        figures.put("trainings", String.valueOf(tuning.trials().size()));
        figures.put("time", Format.seconds(tuning.seconds()));
        return figures;
    }

    /** A line for each candidate that was trained more than once, and one row of points for all others. */
    private List<Series> candidates() {
        Map<Integer, List<Trial>> byCandidate = new LinkedHashMap<>();
        for (Trial trial : tuning.trials()) {
            if (!Double.isNaN(trial.dev())) {
                byCandidate
                        .computeIfAbsent(trial.candidate(), number -> new ArrayList<>())
                        .add(trial);
            }
        }
        return byCandidate.values().stream()
                .map(trials -> new Series(
                        trials.get(0).candidate() + ": " + trials.get(0).title(),
                        trials.stream()
                                .filter(trial -> Double.isFinite(trial.dev()))
                                .map(trial -> new double[] {trial.epochs(), Charts.rounded(trial.dev(), 4)})
                                .toList()))
                .toList();
    }

    private static List<String> row(Trial trial) {
        return List.of(
                String.valueOf(trial.rung()),
                String.valueOf(trial.candidate()),
                trial.title(),
                String.valueOf(trial.epochs()),
                trial.failure() == null ? Format.known(trial.dev(), 4, "") : "failed",
                Format.count(trial.trained()),
                Format.decimals(trial.seconds(), 1));
    }
}
