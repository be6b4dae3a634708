package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.orchestrator.TestRecipes.Method;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.bitfit.BitFitModule;
import org.unipelt.pelt.ia3.Ia3Module;
import org.unipelt.pelt.lora.LoraModule;
import org.unipelt.pelt.prefix.PrefixTuningModule;
import org.unipelt.pelt.prompt.PromptTuningModule;

/** The architecture's law: gate 1 is the method alone, gate 0 is the base model. */
class LawTest {
    private static Host host;

    private static final Method LORA = new Method("lora", new LoraModule(), Map.of("r", 3, "lora_alpha", 12));
    private static final Method ADAPTER = new Method("adapter", new AdapterModule(), Map.of("bottleneck", 5));
    private static final Method PREFIX = new Method("prefix-tuning", new PrefixTuningModule(), Map.of("form", "exact"));
    private static final Method PUBLISHED =
            new Method("prefix-tuning", new PrefixTuningModule(), Map.of("form", "published"));
    private static final Method BITFIT = new Method("bitfit", new BitFitModule());
    private static final Method PROMPT =
            new Method("prompt-tuning", new PromptTuningModule(), Map.of("form", "exact", "positions", "unshifted"));
    private static final Method IA3 = new Method("ia3", new Ia3Module());

    /** A kind of contribution at a site where no method of the project gives it. */
    private static final Method SCALE = new Method("scale", giving(SiteKind.QUERY, LawTest::scale));

    private static final Method TOKENS = new Method("tokens", giving(SiteKind.EMBEDDINGS, LawTest::tokens));

    static Stream<Method> lawful() {
        return Stream.of(LORA, ADAPTER, PREFIX, BITFIT, PROMPT, IA3, SCALE);
    }

    /** Every method in its variants, each with sizes and a batch by chance. */
    static Stream<Arguments> byChance() {
        return IntStream.range(0, 4).boxed().flatMap(seed -> variants(new Random(seed))
                .map(m -> Arguments.of(m, seed)));
    }

    private static Stream<Method> variants(Random random) {
        int size = 1 + random.nextInt(9);
        return Stream.of(
                lora(Map.of("r", size, "lora_alpha", 9, "use_rslora", true, "lora_bias", true)),
                lora(Map.of("r", size, "targets", List.of("ffn_in", "ffn_out"), "layers", "1-", "bias", "lora_only")),
                adapter(Map.of("bottleneck", size, "placement", "houlsby", "non_linearity", "swish")),
                adapter(Map.of("reduction_factor", 1 + size % 4, "placement", "parallel", "scaling", "learned")),
                prefix(Map.of("prefix_length", size, "form", "exact", "layers", "0")),
                prefix(Map.of("prefix_length", size, "form", "exact", "flat", false, "bottleneck_size", 6)),
                new Method(
                        "prompt-tuning",
                        new PromptTuningModule(),
                        Map.of("form", "exact", "positions", "unshifted", "num_virtual_tokens", size)),
                new Method(
                        "bitfit",
                        new BitFitModule(),
                        Map.of("targets", List.of("embedding_norm", "query", "ffn_norm"))),
                new Method("ia3", new Ia3Module(), Map.of("targets", List.of("key", "attention_output", "ffn_out"))));
    }

    private static Method lora(Map<String, Object> options) {
        return new Method("lora", new LoraModule(), options);
    }

    private static Method adapter(Map<String, Object> options) {
        return new Method("adapter", new AdapterModule(), options);
    }

    private static Method prefix(Map<String, Object> options) {
        return new Method("prefix-tuning", new PrefixTuningModule(), options);
    }

    @ParameterizedTest
    @MethodSource("byChance")
    void theLawHoldsForAnySizesAndBatches(Method method, int seed) {
        TokenBatch batch = batch(new Random(seed));
        float[] alone = hidden(List.of(method), TestRecipes.ungated(), batch, 0);
        float[] base = hidden(List.of(), TestRecipes.ungated(), batch, 0);
        assertClose(alone, hidden(List.of(method), TestRecipes.fixed(Map.of(method.name(), 1.0)), batch, 0));
        assertClose(base, hidden(List.of(method), TestRecipes.fixed(Map.of(method.name(), 0.0)), batch, 0));
        assertClose(alone, hidden(List.of(method), TestRecipes.gated(Map.of("level", "token")), batch, 60));
        assertClose(base, hidden(List.of(method), TestRecipes.gated(Map.of("scope", "global")), batch, -90));
        assertTrue(difference(alone, base) > 1e-4, "the method changes something");
    }

    /** One to four sentences of unlike lengths. */
    private static TokenBatch batch(Random random) {
        int rows = 1 + random.nextInt(4);
        int length = 2 + random.nextInt(8);
        int[] ids = new int[rows * length];
        float[] mask = new float[rows * length];
        for (int row = 0; row < rows; row++) {
            int real = row == 0 ? length : 1 + random.nextInt(length);
            for (int place = 0; place < real; place++) {
                ids[row * length + place] = 1 + random.nextInt(SmallBert.VOCABULARY - 1);
                mask[row * length + place] = 1;
            }
        }
        return new TokenBatch(rows, length, ids, new int[rows * length], mask);
    }

    private static Contribution scale(Site site, Weights weights) {
        return new Contribution.Scale(
                weights.parameter("scale", Shape.of(site.outputSize()), Initializer.ones()), Contribution.Side.OUTPUT);
    }

    private static Contribution tokens(Site site, Weights weights) {
        return new Contribution.VirtualTokens(
                weights.parameter("embeddings", Shape.of(3, site.outputSize()), Initializer.zeros()),
                Contribution.Form.PUBLISHED,
                Contribution.Place.LEADING);
    }

    private static PeltModule giving(SiteKind kind, BiFunction<Site, Weights, Contribution> contribution) {
        return new PeltModule() {
            @Override
            public OptionSchema options() {
                return OptionSchema.empty();
            }

            @Override
            public MethodInstance instantiate(Options options) {
                return (site, weights) -> site.kind() == kind ? List.of(contribution.apply(site, weights)) : List.of();
            }
        };
    }

    @BeforeEach
    void start() {
        host = SmallBert.host();
    }

    @AfterEach
    void stop() {
        host.leave();
        host.retire();
    }

    @ParameterizedTest
    @MethodSource("lawful")
    void gateOneIsTheMethodAlone(Method method) {
        float[] alone = hidden(List.of(method), false, 0);
        assertClose(alone, hidden(List.of(method), true, 60));
        assertTrue(difference(alone, hidden(List.of(), false, 0)) > 1e-3, "the method changes something");
    }

    @ParameterizedTest
    @MethodSource("lawful")
    void gateZeroIsTheBaseModel(Method method) {
        assertClose(hidden(List.of(), false, 0), hidden(List.of(method), true, -90));
    }

    @Test
    void gateOneIsThePublishedPrefixAloneAndGateZeroIsNotTheBaseModel() {
        assertClose(hidden(List.of(PUBLISHED), false, 0), hidden(List.of(PUBLISHED), true, 60));
        assertTrue(difference(hidden(List.of(), false, 0), hidden(List.of(PUBLISHED), true, -90)) > 1e-3);
    }

    @Test
    void gateOneIsTheVirtualTokensAloneAndTheyStandInFront() {
        float[] alone = hidden(List.of(TOKENS), false, 0);
        assertClose(alone, hidden(List.of(TOKENS), true, 60));
        assertEquals(2 * (3 + 4) * SmallBert.HIDDEN, alone.length, "three tokens in front of each sentence's four");
    }

    @Test
    void aFunctionOfAWrongShapeIsItsMethodsFailure() {
        Method narrow = new Method("narrow", giving(SiteKind.FFN_BLOCK, LawTest::narrow));
        MethodFailure failure = assertThrows(MethodFailure.class, () -> composed(List.of(narrow), false, 0));
        assertEquals("narrow", failure.method());
        assertTrue(failure.getMessage().contains("fails at encoder.layer.0.ffn_block"), failure.getMessage());
        assertTrue(failure.getMessage().contains("[-1, -1, 16]"), failure.getMessage());
    }

    private static Contribution narrow(Site site, Weights weights) {
        Parameter map = weights.parameter("map", Shape.of(site.inputSize(), 2), Initializer.ones());
        return new Contribution.FunctionShift(
                Contribution.Reads.OUTPUT, (scope, x) -> scope.linear(x, scope.value(map), null));
    }

    /** After training it is gone, and the pack could not be opened. */
    @Test
    void whatIsDerivedFromIsReadByFormulasAlone() {
        for (BiFunction<Parameter, Parameter, Contribution> wrong :
                List.<BiFunction<Parameter, Parameter, Contribution>>of(
                        (wide, bias) -> new Contribution.BiasShift(wide),
                        (wide, bias) -> new Contribution.FunctionShift(
                                (scope, x) -> scope.ops().math.add(scope.value(bias), scope.value(wide))))) {
            Method method = new Method("derives", giving(SiteKind.QUERY, (site, weights) -> {
                Parameter wide = weights.parameter("wide", Shape.of(site.outputSize()), Initializer.ones());
                Parameter bias = weights.derived("bias", wide.shape(), List.of(wide), scope -> scope.value(wide));
                return wrong.apply(wide, bias);
            }));
            MethodFailure failure = assertThrows(MethodFailure.class, () -> composed(List.of(method), false, 0));
            assertEquals(
                    "method 'derives': reads its parameter derives.encoder.layer.0.query.wide beside the formula of what is"
                            + " derived from it, which alone is left after training. Its bundle must be mended or removed.",
                    failure.getMessage());
        }
    }

    /** What is wider in training would not fit where the pack is opened. */
    @Test
    void aFormulaFailsBeforeTrainingAndNamesItsMethod() {
        assertEquals(
                "method 'derives': fails at the formula of derives.encoder.layer.0.query.bias (it gives shape [1], and [16] is"
                        + " declared). Its bundle must be mended or removed.",
                refusal(wide -> scope -> scope.ops().constant(new float[] {1})));
        assertEquals(
                "method 'derives': fails at the formula of derives.encoder.layer.0.query.bias (no licence). Its bundle must be"
                        + " mended or removed.",
                refusal(wide -> scope -> {
                    throw new IllegalStateException("no licence");
                }));
    }

    private String refusal(Function<Parameter, Parameter.Formula> formula) {
        Method method = new Method("derives", giving(SiteKind.QUERY, (site, weights) -> {
            Parameter wide = weights.parameter("wide", Shape.of(site.outputSize()), Initializer.ones());
            return new Contribution.BiasShift(
                    weights.derived("bias", wide.shape(), List.of(wide), formula.apply(wide)));
        }));
        Plan plan = Planner.plan(host, TestRecipes.of(List.of(method), TestRecipes.ungated(), null));
        try (Drawing drawing = new Drawing(host, plan, Drawing.Purpose.TRAINED, OwnBase.Extent.NOTHING)) {
            return assertThrows(MethodFailure.class, drawing::withGradients).getMessage();
        }
    }

    @Test
    void aUnionWithGatesAtZeroIsTheBaseModel() {
        assertClose(hidden(List.of(), false, 0), hidden(List.of(LORA, ADAPTER, PREFIX, BITFIT), true, -90));
    }

    @Test
    void aMethodThatStandsNowhereIsRefused() {
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class, () -> composed(List.of(lora(Map.of("layers", "7-"))), false, 0));
        assertTrue(refusal.getMessage().contains("which has layers 0 to 1"), refusal.getMessage());
    }

    @Test
    void faithfulGatesDependOnPadding() {
        Composed composed = composed(List.of(LORA, ADAPTER), TestRecipes.gated(Map.of("pooling", "faithful")), 0);
        TokenBatch plain = new TokenBatch(1, 3, new int[] {4, 9, 11}, new int[3], new float[] {1, 1, 1});
        TokenBatch padded = new TokenBatch(1, 5, new int[] {4, 9, 11, 0, 0}, new int[5], new float[] {1, 1, 1, 0, 0});
        float[] gates = composed.run(plain, true).gates().get(0);
        assertTrue(difference(gates, composed.run(padded, true).gates().get(0)) > 1e-3);
        composed.release();
    }

    @Test
    void aTextInALongerBatchGivesTheSameUnderMaskedGates() {
        List<Method> union = List.of(LORA, ADAPTER, PUBLISHED, BITFIT, PROMPT, IA3);
        TokenBatch plain = new TokenBatch(1, 3, new int[] {4, 9, 11}, new int[3], new float[] {1, 1, 1});
        TokenBatch padded = new TokenBatch(1, 5, new int[] {4, 9, 11, 0, 0}, new int[5], new float[] {1, 1, 1, 0, 0});
        float[] expected = hidden(union, TestRecipes.gated(Map.of()), plain, 0);
        float[] longer = hidden(union, TestRecipes.gated(Map.of()), padded, 0);
        assertClose(expected, Arrays.copyOf(longer, expected.length));
    }

    @Test
    void gatesAreMeansOverTokensAndDoNotDependOnPadding() {
        Composed composed = composed(List.of(LORA, ADAPTER, PREFIX, BITFIT), true, 0);
        TokenBatch plain = new TokenBatch(1, 3, new int[] {4, 9, 11}, new int[3], new float[] {1, 1, 1});
        TokenBatch padded = new TokenBatch(1, 5, new int[] {4, 9, 11, 0, 0}, new int[5], new float[] {1, 1, 1, 0, 0});
        float[] gates = composed.run(plain, true).gates().get(0);
        assertEquals(SmallBert.LAYERS * 5, gates.length, "adapter, prefix, bitfit, query and value in each layer");
        for (float gate : gates) {
            assertTrue(gate > 0 && gate < 1, "a gate is " + gate);
        }
        assertClose(gates, composed.run(padded, true).gates().get(0));
        composed.release();
    }

    /** As tokenizers that put nothing around a text give it where the text is empty. */
    @Test
    void gatesOfARowWithoutTokensAreNumbers() {
        TokenBatch batch = new TokenBatch(2, 2, new int[] {4, 9, 0, 0}, new int[4], new float[] {1, 1, 0, 0});
        for (String level : List.of("sample", "token")) {
            Composed composed = composed(List.of(LORA, ADAPTER), TestRecipes.gated(Map.of("level", level)), 0);
            for (float gate : composed.run(batch, true).gates().get(1)) {
                assertTrue(gate >= 0 && gate <= 1, level + ": a gate is " + gate);
            }
            composed.release();
        }
    }

    /** The last hidden states of two sentences, padding left out. */
    private static float[] hidden(List<Method> methods, boolean gated, float gateScore) {
        int[] ids = {3, 7, 9, 12, 20, 31, 5, 0};
        TokenBatch batch = new TokenBatch(2, 4, ids, new int[8], new float[] {1, 1, 1, 1, 1, 1, 1, 0});
        return hidden(methods, gated ? TestRecipes.gated(Map.of()) : TestRecipes.ungated(), batch, gateScore);
    }

    private static float[] hidden(List<Method> methods, Recipe.Gating gating, TokenBatch batch, float gateScore) {
        Composed composed = composed(methods, gating, gateScore);
        float[] all = flat(composed.run(batch, false).scores());
        composed.release();
        return all;
    }

    private static float[] flat(List<float[]> rows) {
        float[] all = new float[rows.size() * rows.get(0).length];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * rows.get(0).length, rows.get(0).length);
        }
        return all;
    }

    private static Composed composed(List<Method> methods, boolean gated, float gateScore) {
        return composed(methods, gated ? TestRecipes.gated(Map.of()) : TestRecipes.ungated(), gateScore);
    }

    private static Composed composed(List<Method> methods, Recipe.Gating gating, float gateScore) {
        Plan plan = Planner.plan(host.model(), TestRecipes.of(methods, gating, new TokenStates()), Optional.empty());
        return Composed.draw(host, plan, weights(plan, gateScore), 1);
    }

    /** Weights that do something; the gates' scores are the same for every input where a score is given. */
    private static Map<String, float[]> weights(Plan plan, float gateScore) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Parameter parameter :
                plan.deployed().values().stream().flatMap(List::stream).toList()) {
            float[] numbers = new float[(int) parameter.size()];
            Random random = new Random(parameter.name().hashCode());
            boolean gate = parameter.name().startsWith("gate.");
            for (int i = 0; i < numbers.length; i++) {
                boolean fixed = gate && gateScore != 0;
                numbers[i] = !fixed
                        ? (float) (0.3 * random.nextGaussian())
                        : parameter.name().endsWith(".bias") ? gateScore : 0;
            }
            values.put(parameter.name(), numbers);
        }
        return values;
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(
                difference(expected, actual) <= 1e-5 * largest,
                "differs by " + difference(expected, actual) + " of " + largest);
    }

    private static float difference(float[] a, float[] b) {
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
