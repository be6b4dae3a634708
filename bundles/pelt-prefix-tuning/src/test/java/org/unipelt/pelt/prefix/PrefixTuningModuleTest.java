package org.unipelt.pelt.prefix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Contribution.Form;
import org.unipelt.api.pelt.Contribution.Gates;
import org.unipelt.api.pelt.Contribution.KeysAndValues;
import org.unipelt.api.pelt.Contribution.PositionOffset;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.BertBase;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.Values;

class PrefixTuningModuleTest {
    private static final Map<String, ?> NETWORK = Map.of("prefix_length", 2, "flat", false, "bottleneck_size", 2);

    private static Site site(SiteKind kind, int layer) {
        return new Site(Stage.DECODER, layer, kind, 2, 3, true);
    }

    private static DeclaredMethod at(SiteKind kind, Map<String, ?> options) {
        return DeclaredMethod.of(new PrefixTuningModule(), options, site(kind, 0));
    }

    private static KeysAndValues prefix(Map<String, ?> options) {
        return (KeysAndValues) at(SiteKind.KEY_VALUE, options).contributions().get(0);
    }

    @Test
    void putsKeysAndValuesInFrontOfEveryAttention() {
        KeysAndValues prefix = prefix(Map.of("prefix_length", 4));
        assertEquals(Shape.of(4, 3), prefix.keys().shape());
        assertEquals(Shape.of(4, 3), prefix.values().shape());
        assertFalse(prefix.keys().derived());
        assertEquals(
                Set.of("decoder.layer.0.key_value.key", "decoder.layer.0.key_value.value"),
                at(SiteKind.KEY_VALUE, Map.of()).parameters().keySet());
        assertEquals(1, at(SiteKind.CROSS_KEY_VALUE, Map.of()).contributions().size());
        assertEquals(List.of(), at(SiteKind.KEY, Map.of()).contributions());
    }

    @Test
    void takesTheAttentionsAndLayersThatAreChosen() {
        assertEquals(
                List.of(),
                at(SiteKind.CROSS_KEY_VALUE, Map.of("targets", List.of("key_value")))
                        .contributions());
        assertEquals(List.of(), at(SiteKind.KEY_VALUE, Map.of("layers", "1-")).contributions());
    }

    @Test
    void takesThePublishedFormWithOneGateUnlessToldOtherwise() {
        assertEquals(Form.PUBLISHED, prefix(Map.of()).form());
        assertEquals(Gates.SHARED, prefix(Map.of()).gates());
        assertEquals(Form.EXACT, prefix(Map.of("form", "exact")).form());
        assertEquals(Gates.SEPARATE, prefix(Map.of("shared_gating", false)).gates());
    }

    @Test
    void refusesTheExactFormWithTwoGates() {
        ConfigurationException e = assertThrows(
                ConfigurationException.class, () -> prefix(Map.of("form", "exact", "shared_gating", false)));
        assertTrue(e.getMessage().contains("shared_gating"), e.getMessage());
    }

    @Test
    void movesTheTextOnlyWhereItIsToldTo() {
        assertEquals(List.of(), at(SiteKind.EMBEDDINGS, Map.of()).contributions());
        Map<String, ?> options = Map.of("position_offset", 4, "layers", "3-");
        DeclaredMethod embeddings = at(SiteKind.EMBEDDINGS, options);
        assertEquals(List.of(new PositionOffset(4)), embeddings.contributions());
        assertEquals(Set.of(), embeddings.parameters().keySet());
        assertEquals(List.of(), at(SiteKind.EMBEDDING_OUTPUT, options).contributions());
        assertEquals(List.of(), at(SiteKind.KEY_VALUE, options).contributions());
    }

    @Test
    void refusesTheExactFormWithAnOffset() {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> prefix(Map.of("form", "exact", "position_offset", 4)));
        assertTrue(e.getMessage().contains("position_offset 4"), e.getMessage());
    }

    @Test
    void theNetworkGivesKeysAndValues() {
        String place = "decoder.layer.0.key_value.";
        Map<String, double[]> values = Map.of(
                "embedding",
                new double[] {1, 2, -1, 0},
                "hidden.weight",
                new double[] {0.1, 0.2, 0.3, -0.4},
                "hidden.bias",
                new double[] {0.05, 0},
                place + "key.weight",
                new double[] {1, 2, 3, 4, 5, 6},
                place + "key.bias",
                new double[] {10, 20, 30},
                place + "value.weight",
                new double[] {-1, 0, 1, 0, 1, 0},
                place + "value.bias",
                new double[] {0, 0, 0.5});
        double[][] hidden = {{Math.tanh(0.75), Math.tanh(-0.6)}, {Math.tanh(-0.05), Math.tanh(-0.2)}};
        KeysAndValues prefix = prefix(NETWORK);
        assertArrayEquals(
                mapped(hidden, values.get(place + "key.weight"), values.get(place + "key.bias")),
                derived(prefix.keys(), values),
                1e-5);
        assertArrayEquals(
                mapped(hidden, values.get(place + "value.weight"), values.get(place + "value.bias")),
                derived(prefix.values(), values),
                1e-5);
    }

    private static double[] derived(Parameter parameter, Map<String, double[]> values) {
        try (DrawnGraph drawn = DrawnGraph.derived(parameter)) {
            Map<String, Values> fed = new HashMap<>();
            drawn.parameters()
                    .forEach((name, read) -> fed.put(
                            name, new Values(values.get(name), read.shape().asArray())));
            return drawn.output(fed);
        }
    }

    private static double[] mapped(double[][] rows, double[] weight, double[] bias) {
        double[] result = new double[rows.length * bias.length];
        for (int i = 0; i < result.length; i++) {
            int column = i % bias.length;
            result[i] = bias[column];
            for (int k = 0; k < rows[0].length; k++) {
                result[i] += rows[i / bias.length][k] * weight[k * bias.length + column];
            }
        }
        return result;
    }

    @Test
    void allLayersShareOneEmbeddingAndOneHiddenMap() {
        DeclaredMethod declared = DeclaredMethod.of(
                new PrefixTuningModule(), NETWORK, List.of(site(SiteKind.KEY_VALUE, 0), site(SiteKind.KEY_VALUE, 1)));
        String first = "decoder.layer.0.key_value.";
        String second = "decoder.layer.1.key_value.";
        assertEquals(
                Set.of(
                        "embedding",
                        "hidden.weight",
                        "hidden.bias",
                        first + "key",
                        first + "key.weight",
                        first + "key.bias",
                        first + "value",
                        first + "value.weight",
                        first + "value.bias",
                        second + "key",
                        second + "key.weight",
                        second + "key.bias",
                        second + "value",
                        second + "value.weight",
                        second + "value.bias"),
                declared.parameters().keySet());
        Parameter key = declared.parameters().get(second + "key");
        assertTrue(key.derived());
        assertEquals(
                List.of("embedding", "hidden.weight", "hidden.bias", second + "key.weight", second + "key.bias"),
                key.derivation().from().stream().map(Parameter::name).toList());
    }

    @Test
    void countsAsThePublishedImplementationsDoOnBertBase() {
        assertEquals(
                184_320,
                DeclaredMethod.of(new PrefixTuningModule(), Map.of(), BertBase.sites())
                        .trained());
        DeclaredMethod network = DeclaredMethod.of(new PrefixTuningModule(), Map.of("flat", false), BertBase.sites());
        assertEquals(9_857_024, network.trained());
        assertEquals(184_320, network.derived());
    }
}
