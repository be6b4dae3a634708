package org.unipelt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

class DeclaredWeightsTest {
    private static final Site QUERY = new Site(Stage.ENCODER, 0, SiteKind.QUERY, 2, 3, true);
    private static final Site VALUE = new Site(Stage.ENCODER, 0, SiteKind.VALUE, 2, 3, true);

    private final DeclaredWeights weights = new DeclaredWeights();

    private Parameter declared(DeclaredWeights where, long... shape) {
        return where.parameter("a", Shape.of(shape), Initializer.zeros());
    }

    @Test
    void placesHaveTheirOwnParametersAndShareTheRest() {
        assertEquals("encoder.layer.0.query.a", declared(weights.at(QUERY), 2).name());
        assertEquals("encoder.layer.0.value.a", declared(weights.at(VALUE), 2).name());
        Parameter shared = declared(weights.at(QUERY).shared(), 4);
        assertSame(shared, declared(weights.at(VALUE).shared(), 4));
        weights.at(QUERY).derived("b", Shape.of(2), List.of(shared), scope -> scope.value(shared));
        assertTrue(weights.frozen("c", Shape.of(2), Initializer.ones()).frozen());
        assertEquals(
                List.of("encoder.layer.0.query.a", "encoder.layer.0.value.a", "a", "encoder.layer.0.query.b", "c"),
                List.copyOf(weights.parameters().keySet()));
    }

    @Test
    void refusesANameThatWasDeclaredWithAnotherShape() {
        declared(weights.at(QUERY), 2);
        assertThrows(IllegalArgumentException.class, () -> declared(weights.at(QUERY), 3));
    }
}
