package org.unipelt.shell.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.Evaluation;
import org.unipelt.api.Prediction;
import org.unipelt.api.Prediction.GateValue;
import org.unipelt.api.client.Trainer;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.Slots;

class QuickstartReportTest {
    @TempDir
    Path folder;

    @Test
    void theReportHoldsTheFiguresAndAllPlots() throws IOException {
        Path file = folder.resolve("report.html");
        report().page().write(file);
        String html = Files.readString(file);
        assertTrue(html.contains("<td class=\"n\">0.5200 ± 0.0283</td>"), "the table shows mean and spread");
        List<?> charts = charts(html);
        assertEquals(6, charts.size());
        assertEquals(6, html.split("<div class=\"chart\"").length - 1);
        Map<?, ?> loss = (Map<?, ?>) charts.get(1);
        assertEquals(Contender.ALL.size(), ((List<?>) loss.get("series")).size());
        Map<?, ?> heat = (Map<?, ?>) ((List<?>) ((Map<?, ?>) charts.get(3)).get("series")).get(0);
        assertEquals(6 * 4, ((List<?>) heat.get("data")).size());
    }

    @Test
    void theFileNeedsNoNetwork() throws IOException {
        Path file = folder.resolve("report.html");
        report().page().write(file);
        String html = Files.readString(file);
        assertTrue(html.contains("Apache Software Foundation"), "the script and its licence are in the file");
        assertTrue(
                html.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"));
        String markup = html.replaceAll("(?s)<script>.*?</script>", "");
        assertFalse(markup.matches("(?s).*(src|href)=.*"), "nothing is loaded");
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    private static List<?> charts(String html) {
        String begin = "const options = ";
        int start = html.lastIndexOf(begin) + begin.length();
        String json = html.substring(start, html.indexOf(";\n", start));
        return (List<?>) Json.parse(json).orElseThrow();
    }

    static QuickstartReport report() {
        Random random = new Random(3);
        List<TrainedRun> runs = new ArrayList<>();
        for (int seed = 42; seed < 44; seed++) {
            for (Contender contender : Contender.ALL) {
                int rank = Contender.ALL.indexOf(contender);
                runs.add(run(contender, seed, 0.5 + 0.08 * rank + (seed - 42) * 0.04, random));
            }
        }
        List<LabelledText> test = new ArrayList<>();
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            test.add(new LabelledText("g" + i, "a <b>test</b> text & number " + i, "noun.animal"));
            predictions.add(new Prediction(
                    i % 4 == 0 ? "noun.plant" : "noun.animal",
                    Map.of("noun.plant", 0.6, "noun.animal", 0.4),
                    gates(random),
                    List.of("lora", "adapter", "prefix-tuning")));
        }
        List<GateValue> all = new ArrayList<>();
        predictions.forEach(p -> all.addAll(p.gates()));
        return new QuickstartReport(
                Corpus.WORDNET,
                new Split(test, test, test),
                Standing.of(runs),
                Slots.of(all),
                predictions,
                hotDeployment(random));
    }

    private static TrainedRun run(Contender contender, int seed, double score, Random random) {
        List<Double> losses = new ArrayList<>();
        for (int i = 0; i < 225; i++) {
            losses.add(2.4 * Math.exp(-i / (150 - score * 100)) + 0.3 * random.nextDouble());
        }
        List<Trainer.Epoch> epochs = new ArrayList<>();
        for (int e = 1; e <= 3; e++) {
            epochs.add(new Trainer.Epoch(e, 1.0 / e, Map.of("accuracy", score - 0.1 / e), "accuracy", true));
        }
        Map<String, Long> parameters = new LinkedHashMap<>();
        parameters.put("head", 4_620L);
        parameters.put("methods", contender.methods().size() * 150_000L);
        return new TrainedRun(
                contender,
                seed,
                new Trainer.Result(3, Map.of("accuracy", score), "accuracy", epochs, losses, parameters, 12.5, false),
                new Evaluation(996, Map.of("accuracy", score), 1, 1),
                Path.of("packs", contender.name()));
    }

    private static List<GateValue> gates(Random random) {
        List<GateValue> gates = new ArrayList<>();
        for (int layer = 0; layer < 6; layer++) {
            for (String slot : List.of("lora.query", "lora.value", "adapter", "prefix-tuning")) {
                gates.add(new GateValue(
                        slot.split("\\.")[0], slot, "encoder.layer." + layer, 0.2 + 0.6 * random.nextDouble()));
            }
        }
        return gates;
    }

    private static HotDeployment hotDeployment(Random random) {
        List<Clients.Call> calls = new ArrayList<>();
        List<String> without = List.of("lora", "adapter", "prefix-tuning");
        List<String> with = List.of("lora", "adapter", "prefix-tuning", "ffn-shift");
        for (double t = 0; t < 4; t += 0.004) {
            double time = 0.008 + 0.006 * random.nextDouble();
            calls.add(new Clients.Call(t, t + time, t > 1.4 && t < 2.6 ? with : without, ""));
        }
        return new HotDeployment("ffn-shift", calls, 0.8, 1.4, 2.0, 2.6, 3, 0, without, with);
    }
}
