package org.unipelt.pelt.ia3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Contribution.Scale;
import org.unipelt.api.pelt.Contribution.Side;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.BertBase;
import org.unipelt.testkit.DeclaredMethod;

class Ia3ModuleTest {
    private static DeclaredMethod at(SiteKind kind, Map<String, ?> options) {
        return DeclaredMethod.of(new Ia3Module(), options, new Site(Stage.ENCODER, 1, kind, 6, 10, true));
    }

    private static Scale scale(SiteKind kind, Map<String, ?> options) {
        return (Scale) at(kind, options).contributions().get(0);
    }

    @Test
    void scalesKeysAndValuesAndWhatTheFeedForwardNetworkReadsLast() {
        for (SiteKind kind : List.of(SiteKind.KEY, SiteKind.VALUE)) {
            assertEquals(Side.OUTPUT, scale(kind, Map.of()).side());
            assertEquals(Shape.of(10), scale(kind, Map.of()).scale().shape());
        }
        assertEquals(Side.INPUT, scale(SiteKind.FFN_OUT, Map.of()).side());
        assertEquals(Shape.of(6), scale(SiteKind.FFN_OUT, Map.of()).scale().shape());
        assertEquals(List.of(), at(SiteKind.QUERY, Map.of()).contributions());
    }

    @Test
    void scalesTheInputsThatAreNamed() {
        Map<String, ?> options =
                Map.of("targets", List.of("query", "ffn_out"), "feedforward_targets", List.of("query"));
        assertEquals(Side.INPUT, scale(SiteKind.QUERY, options).side());
        assertEquals(Side.OUTPUT, scale(SiteKind.FFN_OUT, options).side());
        Map<String, ?> none = Map.of("targets", List.of("key", "ffn_in"), "feedforward_targets", List.of());
        assertEquals(Side.OUTPUT, scale(SiteKind.FFN_IN, none).side());
    }

    @Test
    void targetsWithoutTheFeedForwardNetworkNeedNoWordOnIt() {
        assertEquals(
                1,
                at(SiteKind.KEY, Map.of("targets", List.of("key")))
                        .contributions()
                        .size());
    }

    @Test
    void refusesToScaleTheInputOfWhatIsNoTarget() {
        ConfigurationException e = assertThrows(
                ConfigurationException.class,
                () -> at(SiteKind.KEY, Map.of("targets", List.of("key"), "feedforward_targets", List.of("ffn_out"))));
        assertTrue(e.getMessage().contains("feedforward_targets"), e.getMessage());
        assertTrue(e.getMessage().contains("ffn_out"), e.getMessage());
    }

    @Test
    void namesTheScaleByItsSite() {
        assertEquals(
                Set.of("encoder.layer.1.key.scale"),
                at(SiteKind.KEY, Map.of()).parameters().keySet());
    }

    @Test
    void takesTheLayersThatAreChosen() {
        assertEquals(
                1, at(SiteKind.KEY, Map.of("layers", "0-1")).contributions().size());
        assertEquals(List.of(), at(SiteKind.KEY, Map.of("layers", "0,2-")).contributions());
    }

    @Test
    void startsAsTheBaseModel() {
        Parameter scale = scale(SiteKind.KEY, Map.of()).scale();
        float[] values = new float[10];
        scale.initializer().fill(values, scale.shape(), new Random(1));
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, values);
    }

    @Test
    void countsAsThePublishedImplementationsDoOnBertBase() {
        assertEquals(
                55_296,
                DeclaredMethod.of(new Ia3Module(), Map.of(), BertBase.sites()).count());
        Map<String, ?> asPeft = Map.of(
                "targets", List.of("key", "value", "attention_output", "ffn_out"),
                "feedforward_targets", List.of("attention_output", "ffn_out"));
        assertEquals(
                64_512,
                DeclaredMethod.of(new Ia3Module(), asPeft, BertBase.sites()).count());
    }
}
