package org.unipelt.shell.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.pack.GateReport;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.report.Charts.Series;

/**
 * A training as a page.
 *
 * @param pack where the weights are, as the user named it
 * @param base the base model
 * @param result how it went
 * @param notices what the training said meanwhile
 * @param chosenRate the learning rate that was found; empty where the configuration gives one
 * @param gates what the gates say on the dev rows; empty where nothing is gated
 */
public record TrainingReport(
        String pack,
        String base,
        Trainer.Result result,
        List<String> notices,
        Optional<Double> chosenRate,
        Optional<GateReport> gates) {

    /** The page. */
    public Page page() {
        Page page = new Page("Training of " + Format.lastName(pack), "on " + Format.lastName(base));
        page.figures(figures());
        notices.forEach(page::paragraph);
        page.heading("Course");
        page.chart(
                "Loss",
                "By step, the mean of " + TrainingCurves.STEPS_OF_THE_MEAN + " steps.",
                Charts.lines("step", "loss", List.of(new Series("loss", TrainingCurves.loss(result))), false),
                340);
        addEpochs(page);
        page.heading("Numbers trained");
        page.table(
                List.of("Owner", "Numbers"),
                result.parameters().entrySet().stream()
                        .map(e -> List.of(e.getKey(), Format.count(e.getValue())))
                        .toList());
        gates.ifPresent(report -> {
            page.heading("Gates");
            page.paragraph("On the rows of the task's file \"dev\", with the weights of the pack.");
            GateSection.addTo(page, report);
        });
        return page;
    }

    private Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>();
        result.metrics().forEach((name, value) -> figures.put("dev " + name, Format.metric(value)));
        figures.put("best epoch of " + result.epochsDone(), String.valueOf(result.bestEpoch()));
        figures.put(
                "numbers trained",
                Format.count(result.parameters().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()));
        chosenRate.ifPresent(rate -> figures.put("learning rate, chosen", Format.rate(rate)));
        figures.put("time", Format.seconds(result.seconds()));
        return figures;
    }

    private void addEpochs(Page page) {
        if (result.epochs().isEmpty()) {
            return; // it was stopped in the first epoch
        }
        page.chart(
                "The dev rows' " + result.metric(),
                "After each epoch. The weights of the best epoch were kept.",
                Charts.lines(
                        "epoch",
                        result.metric(),
                        List.of(new Series(result.metric(), TrainingCurves.metric(result, result.metric()))),
                        true),
                300);
        page.table(
                List.of("Epoch", "Training loss", "Dev " + result.metric()),
                result.epochs().stream()
                        .map(e -> List.of(
                                String.valueOf(e.epoch()),
                                Format.metric(e.trainingLoss()),
                                Format.metric(e.metrics().get(e.metric()))))
                        .toList());
    }
}
