package org.unipelt.examples.vera;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.pelt.Contribution.FunctionShift;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.BertBase;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.Readme;
import org.unipelt.testkit.Values;

class VeraTest {
    private static final Site QUERY = new Site(Stage.ENCODER, 0, SiteKind.QUERY, 2, 3, true);
    private static final Site VALUE = new Site(Stage.ENCODER, 0, SiteKind.VALUE, 2, 3, true);

    @Test
    void theVectorsScaleTheRandomMaps() {
        DeclaredMethod method = DeclaredMethod.of(new Vera(), Map.of("r", 1), QUERY);
        FunctionShift shift = (FunctionShift) method.contributions().get(0);
        try (DrawnGraph drawn = DrawnGraph.shift(shift.function(), QUERY)) {
            Map<String, Values> fed = Map.of(
                    "x", new Values(new double[] {1, 2}, 1, 1, 2),
                    "a.2", new Values(new double[] {3, 5}, 2, 1),
                    "encoder.layer.0.query.d", new Values(new double[] {2}, 1),
                    "b.3", new Values(new double[] {1, -1, 10}, 1, 3),
                    "encoder.layer.0.query.b", new Values(new double[] {1, 2, 0}, 3));
            assertArrayEquals(new double[] {26, -52, 0}, drawn.output(fed), 1e-5);
        }
    }

    @Test
    void allSitesShareMapsThatNothingTrains() {
        DeclaredMethod method = DeclaredMethod.of(new Vera(), Map.of("r", 4), List.of(QUERY, VALUE));
        assertEquals(
                List.of("a.2", "b.3"),
                method.parameters().values().stream()
                        .filter(Parameter::frozen)
                        .map(Parameter::name)
                        .toList());
        assertEquals(2 * 4 + 4 * 3, method.frozen());
        assertEquals(2 * (4 + 3), method.trained());
        double[] start =
                Values.initial(method.parameters().get("a.2"), 1, Map.of()).data();
        double bound = Math.sqrt(6.0 / 2);
        for (double value : start) {
            assertTrue(value != 0 && Math.abs(value) <= bound, "starts at " + value);
        }
    }

    /** Table 2 of the paper: 0.043 million numbers on RoBERTa-base, whose sites are those of BERT-base. */
    @Test
    void trainsAsManyNumbersAsInThePaper() {
        assertEquals(
                43_008,
                DeclaredMethod.of(new Vera(), Map.of("r", 1024), BertBase.sites())
                        .trained());
    }

    @Test
    void theReadmeSaysWhatItDeclares() throws Exception {
        Readme.assertTable(new Vera().options());
        Readme.assertExamples("vera", new Vera());
    }
}
