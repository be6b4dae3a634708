package org.unipelt.shell.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBarStyle;
import org.junit.jupiter.api.Test;
import org.unipelt.api.client.Composition;
import org.unipelt.shell.testing.TestTrainer;

class TrainingProgressTest {
    private final StringWriter text = new StringWriter();

    @Test
    void onATerminalABarIsRedrawnInItsLine() {
        TrainingProgress progress = progress(true);
        assertInstanceOf(BarProgress.class, progress);
        train(progress);
        String[] drawings = text.toString().split("\r");
        String last = drawings[drawings.length - 1];
        assertTrue(last.contains("lora"), last);
        assertTrue(last.contains("100%"), last);
        assertTrue(last.contains("loss 0."), last);
        assertTrue(last.contains("examples/s"), last);
        assertTrue(text.toString().contains("lora: 2 texts were cut\n"), text.toString());
    }

    @Test
    void aDrawingFitsIntoTheTerminal() {
        train(progress(true));
        for (String drawing : text.toString().split("[\r\n]+")) {
            String visible = drawing.replaceAll("\u001b\\[[0-9;]*m", "");
            assertTrue(visible.length() < 120, visible.length() + ": " + visible);
        }
    }

    @Test
    void withoutATerminalThereAreLines() {
        TrainingProgress progress = progress(false);
        assertInstanceOf(PlainProgress.class, progress);
        train(progress);
        List<String> lines = text.toString().lines().toList();
        assertEquals(4, lines.size(), text.toString());
        assertTrue(lines.stream().allMatch(l -> l.startsWith("lora: ")), text.toString());
    }

    private TrainingProgress progress(boolean terminal) {
        return TrainingProgress.on(
                new Console(
                        new AwaitedInput(InputStream.nullInputStream()),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(text, true),
                        terminal,
                        120),
                "lora");
    }

    private static void train(TrainingProgress progress) {
        try (progress) {
            new TestTrainer()
                    .train(
                            Composition.of(Map.of(), "test"),
                            Path.of(""),
                            Path.of("pack"),
                            progress,
                            new Cancellation());
        }
    }

    @Test
    void thereAreNoColoursWhereNobodyWantsThem() {
        assertEquals(ProgressBarStyle.COLORFUL_UNICODE_BAR, BarProgress.style(null));
        assertEquals(ProgressBarStyle.COLORFUL_UNICODE_BAR, BarProgress.style(""));
        assertEquals(ProgressBarStyle.UNICODE_BLOCK, BarProgress.style("1"));
    }
}
