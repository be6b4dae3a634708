package org.unipelt.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Contribution.FunctionShift;
import org.unipelt.api.pelt.Contribution.Reads;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** The example of the README. */
class ExampleTest {
    private static final Site SITE = new Site(Stage.ENCODER, 0, SiteKind.FFN_BLOCK, 2, 2, true);

    // in the README from here
    @Test
    void addsTheInputScaledByATrainedVector() {
        DeclaredMethod method = DeclaredMethod.of(new Echo(), Map.of("strength", 10), SITE);
        FunctionShift shift = (FunctionShift) method.contributions().get(0);
        try (DrawnGraph drawn = DrawnGraph.shift(shift.function(), SITE)) {
            Map<String, Values> fed = Map.of(
                    "x", new Values(new double[] {1, 2}, 1, 1, 2),
                    "encoder.layer.0.ffn_block.scale", new Values(new double[] {3, -1}, 2));
            assertArrayEquals(new double[] {30, -20}, drawn.output(fed), 1e-6);
        }
    }

    @Test
    void countsOnBertBase() {
        assertEquals(
                12 * 768,
                DeclaredMethod.of(new Echo(), Map.of(), BertBase.sites()).trained());
    }

    @Test
    void theReadmeSaysWhatTheServiceDeclares() throws Exception {
        Readme.assertTable(new Echo().options());
        Readme.assertExamples("echo", new Echo());
    }
    // to here

    @Test
    void theReadmeHoldsThisExample() throws Exception {
        String source = Files.readString(Path.of("src/test/java/org/unipelt/testkit/ExampleTest.java"));
        String begin = "// in the README from here\n";
        String example = source.substring(source.indexOf(begin) + begin.length(), source.indexOf("    // to here\n"))
                .stripTrailing()
                .stripIndent();
        assertTrue(Files.readString(Path.of("README.md")).contains(example), "README.md should hold:\n" + example);
    }

    private static final class Echo implements PeltModule {
        @Override
        public OptionSchema options() {
            return OptionSchema.of(Option.number("strength", 1, "what the shift is multiplied by")
                    .between(0, 100));
        }

        @Override
        public MethodInstance instantiate(Options options) {
            return (site, weights) -> {
                if (site.kind() != SiteKind.FFN_BLOCK) {
                    return List.of();
                }
                Parameter scale = weights.parameter("scale", Shape.of(site.inputSize()), Initializer.zeros());
                float strength = (float) options.number("strength");
                Contribution.Function shift = (scope, x) -> scope.ops()
                        .math
                        .mul(
                                scope.ops().math.mul(x, scope.value(scale)),
                                scope.ops().constant(strength));
                return List.of(new FunctionShift(Reads.OUTPUT, shift));
            };
        }
    }
}
