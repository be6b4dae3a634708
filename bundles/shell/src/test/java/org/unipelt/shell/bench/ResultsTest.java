package org.unipelt.shell.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unipelt.api.TextInput;
import org.unipelt.api.session.TrainableComposition.FrozenLayers;
import org.unipelt.api.text.TokenBatch;

class ResultsTest {
    private static final TokenBatch BATCH = new TokenBatch(4, 2, new int[8], new int[8], new float[8]);

    @Test
    void stepsAreComparedOnTheSameBatch() {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        times.put("plain base", List.of(0.1, 0.2, 1.0));
        times.put("full fine-tuning", List.of(0.4, 0.8, 4.0));
        times.put("bitfit", List.of(0.2, 0.4, 2.0));
        TrainResult result = new TrainResult(
                "minilm-l6",
                "cpu",
                List.of(BATCH),
                Map.of("plain base", 0L, "full fine-tuning", 10L, "bitfit", 1L),
                times);
        Map<?, ?> bitfit = compositions(result.toJson()).get(2);
        assertEquals(2, (Double) bitfit.get("ratio_to_plain_forward"), 1e-9);
        assertEquals(0.5, (Double) bitfit.get("ratio_to_full_fine_tuning"), 1e-9);
        assertEquals(1, (Double) bitfit.get("ratio_to_bitfit"), 1e-9);
        assertEquals(12 / 2.6, (Double) bitfit.get("examples_per_second"), 1e-9);
        StringWriter text = new StringWriter();
        result.print(new PrintWriter(text));
        assertTrue(text.toString().contains("steps of 4 texts"), text.toString());
    }

    @Test
    void predictionsAreComparedOnTheSameTexts() {
        InferResult result = new InferResult(
                "minilm-l6", 32, times(0.5, 0.55), times(0.1, 0.2), times(0.01, 0.03), OptionalDouble.empty(), 0.25);
        Map<?, ?> lora = compositions(result.toJson()).get(1);
        assertEquals(1.1, (Double) lora.get("ratio_many_texts"), 1e-9);
        assertEquals(2, (Double) lora.get("ratio_single_text"), 1e-9);
        assertEquals(3, (Double) lora.get("ratio_short_text"), 1e-9);
        assertEquals(32 / 0.55, (Double) lora.get("examples_per_second"), 1e-9);
    }

    @Test
    void epochsFromFeaturesAreComparedInPairs() {
        var gain = new FeaturesResult.Gain(
                "cpu",
                64,
                Optional.of(new FrozenLayers(3, 4, 0, false)),
                0.5,
                new FeaturesResult.Times(List.of(1.0, 2.0, 9.0), List.of(0.5, 1.0, 1.0)),
                new FeaturesResult.Times(List.of(3.0), List.of(1.0)));
        FeaturesResult result = new FeaturesResult("minilm-l6", 6, Map.of("head alone", gain));
        Map<?, ?> head = compositions(result.toJson()).get(0);
        assertEquals(3, head.get("frozen_layers"));
        assertEquals(2, (Double) head.get("ratio_epoch"), 1e-9);
        assertEquals(3, (Double) head.get("ratio_judging"), 1e-9);
        StringWriter text = new StringWriter();
        result.print(new PrintWriter(text));
        assertTrue(text.toString().contains("3 of 6"), text.toString());
    }

    @Test
    void upperHalvesLeaveTheLowerLayersAlone() {
        var upper = Compositions.upper("minilm-l6", 6);
        assertEquals(List.of(), upper.get("head alone").methods());
        assertTrue(upper.get("gated union, upper half").methods().stream()
                .allMatch(method -> method.get("layers").equals("3-")));
    }

    @Test
    void theUnionsHoldTheThreeMethodsThatAreMeasuredAlone() {
        var all = Compositions.all("minilm-l6");
        var single = Stream.of("lora", "adapter", "prefix-tuning")
                .flatMap(name -> all.get(name).methods().stream())
                .toList();
        assertEquals(single, all.get(Compositions.UNION).methods());
        assertEquals(single, all.get("union without gates").methods());
        assertTrue(all.get(Compositions.UNION).live().join());
    }

    @Test
    void groupsHoldEachTextOnce() {
        Workload workload = new Workload(
                Stream.of("a", "b", "c", "d", "e").map(TextInput::of).toList());
        List<List<TextInput>> groups = workload.groups(2, 9);
        assertEquals(2, groups.size());
        assertEquals(4, groups.stream().flatMap(List::stream).distinct().count());
        assertEquals(5, workload.groups(32, 6).get(0).size());
    }

    private static Map<String, List<Double>> times(double plain, double lora) {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        times.put("plain base", List.of(plain));
        times.put("lora", List.of(lora));
        return times;
    }

    private static List<Map<?, ?>> compositions(Map<String, Object> tree) {
        return ((List<?>) tree.get("compositions"))
                .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
    }
}
