package org.unipelt.shell.console;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.unipelt.api.client.Trainer;

/** A bar that is redrawn in its line. */
final class BarProgress extends TrainingProgress {
    private static final int MILLISECONDS_BETWEEN_DRAWINGS = 200;

    private final Console console;
    private ProgressBar bar;
    private int drawn;

    BarProgress(Console console, String label) {
        super(label);
        this.console = console;
    }

    /** Without colours where a user does not want any, see no-color.org. */
    static ProgressBarStyle style(String noColor) {
        return noColor == null || noColor.isEmpty()
                ? ProgressBarStyle.COLORFUL_UNICODE_BAR
                : ProgressBarStyle.UNICODE_BLOCK;
    }

    @Override
    void begun(Trainer.Plan planned) {
        bar = new ProgressBarBuilder()
                .setTaskName(label().isEmpty() ? "training" : label().substring(0, label().length() - 2))
                .setInitialMax(planned.steps())
                .setStyle(style(System.getenv("NO_COLOR")))
                .setUpdateIntervalMillis(MILLISECONDS_BETWEEN_DRAWINGS)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, console.width() - 1))
                .build();
    }

    @Override
    void moved(Trainer.Progress progress) {
        bar.setExtraMessage("  " + figures(progress));
        bar.stepTo(progress.step());
    }

    @Override
    void judged(Trainer.Epoch epoch) {
        bar.refresh();
    }

    @Override
    synchronized void told(String message) {
        console.err().print("\r" + " ".repeat(drawn) + "\r");
        console.err().println(label() + message);
        drawn = 0;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            console.err().println();
        }
        console.err().flush();
    }

    private synchronized void draw(String line) {
        console.err().print("\r" + line);
        console.err().flush();
        drawn = console.width() - 1;
    }
}
