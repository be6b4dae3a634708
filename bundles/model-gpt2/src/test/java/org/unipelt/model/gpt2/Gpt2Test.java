package org.unipelt.model.gpt2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.api.text.TokenBatch.Side;
import org.unipelt.testkit.model.BatchProperties;
import org.unipelt.testkit.model.ContinuedPass;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.FamilyParity;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;
import org.unipelt.testkit.model.PlainSites;

class Gpt2Test {
    private static final Fixture FIXTURE = new Fixture("tiny-gpt2");
    private static final Map<String, TensorData> REFERENCE = FIXTURE.tensors("reference.safetensors");
    private static final int PADDING = 379;

    @Test
    void everyOutputAgreesWithTheReferenceImplementation() {
        assertEquals(5 * 6, FamilyParity.compareAll(new Gpt2Model(), FIXTURE));
    }

    @Test
    void theLossOfTheTextIsThatOfTheReferenceImplementation() {
        try (DrawnModel model = DrawnModel.of(new Gpt2Model(), FIXTURE)) {
            for (int number = 0; number < 5; number++) {
                Inputs inputs = Inputs.of(REFERENCE, number);
                TensorData logits = model.run(model.output(ModelOutputs.LOGITS), inputs);
                assertEquals(
                        REFERENCE.get("case." + number + ".language_model_loss").floats()[0],
                        loss(logits, inputs),
                        1e-5,
                        "case " + number);
            }
        }
    }

    /** The mean over all tokens that follow one. */
    private static double loss(TensorData logits, Inputs inputs) {
        int words = (int) logits.shape().get(2);
        double sum = 0;
        int counted = 0;
        for (int row = 0; row < inputs.batch(); row++) {
            for (int place = 1; place < inputs.length(); place++) {
                if (inputs.mask()[row][place - 1] == 1 && inputs.mask()[row][place] == 1) {
                    int start = (row * inputs.length() + place - 1) * words;
                    sum += surprise(logits.floats(), start, words, inputs.ids()[row][place]);
                    counted++;
                }
            }
        }
        return sum / counted;
    }

    private static double surprise(float[] logits, int start, int words, int word) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = start; i < start + words; i++) {
            largest = Math.max(largest, logits[i]);
        }
        double total = 0;
        for (int i = start; i < start + words; i++) {
            total += Math.exp(logits[i] - largest);
        }
        return Math.log(total) + largest - logits[start + word];
    }

    /** Cases 1 and 3 are padded behind and in front. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aPassThatGoesOnGivesWhatTheWholePassGives(int number) {
        Inputs inputs = Inputs.of(REFERENCE, number);
        int all = inputs.length();
        // several tokens behind several, then one by one
        assertEquals(4 * 5, ContinuedPass.compare(new Gpt2Model(), FIXTURE, inputs, all - 6, all - 2, all - 1, all));
    }

    @Test
    void whatComesNextIsScoredAtTheLastPlace() {
        try (DrawnModel model = DrawnModel.of(new Gpt2Model(), FIXTURE)) {
            Inputs inputs = Inputs.of(REFERENCE, 3);
            float[] next = model.run(model.output(ModelOutputs.NEXT_TOKEN_LOGITS), inputs)
                    .floats();
            float[] all = model.run(model.output(ModelOutputs.LOGITS), inputs).floats();
            int words = next.length / inputs.batch();
            for (int row = 0; row < inputs.batch(); row++) {
                int end = (row + 1) * inputs.length() * words;
                assertArrayEquals(
                        Arrays.copyOfRange(all, end - words, end),
                        Arrays.copyOfRange(next, row * words, (row + 1) * words),
                        1e-4f);
            }
        }
    }

    @Test
    void dropoutsActWhereTheLibraryHasThem() {
        Map<String, Object> config = FIXTURE.config();
        config.put("embd_pdrop", 0.2);
        config.put("resid_pdrop", 0.3);
        config.put("attn_pdrop", 0.4);
        List<Double> attention = new ArrayList<>();
        try (DrawnModel model =
                new DrawnModel(new Gpt2Model(), config, FIXTURE.checkpoint(), scope -> new PlainSites(scope.ops()) {
                    @Override
                    public Operand<TFloat32> attention(Site site, Attention given) {
                        attention.add(given.dropout());
                        return super.attention(site, given);
                    }
                })) {
            assertEquals(List.of(0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3), model.dropouts());
        }
        assertEquals(List.of(0.4, 0.4, 0.4), attention);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTokenOrPositionOutsideTheTablesIsAnError(boolean token) {
        int length = token ? 4 : 65; // one more than n_positions
        Inputs inputs = new Inputs(new int[1][length], new int[1][length], new float[1][length]);
        Arrays.fill(inputs.mask()[0], 1);
        inputs.ids()[0][1] = token ? 380 : 3;
        try (DrawnModel model = DrawnModel.of(new Gpt2Model(), FIXTURE)) {
            assertThrows(
                    TFInvalidArgumentException.class,
                    () -> model.run(model.outputs().last(), inputs));
        }
        assertEquals(64, new Gpt2Model().instantiate(FIXTURE.config()).shape().maximumLength());
    }

    @Test
    void drawingCallsEverySiteOnceInOrder() {
        try (DrawnModel model = DrawnModel.of(new Gpt2Model(), FIXTURE)) {
            List<Site> all = new Gpt2Model().instantiate(FIXTURE.config()).sites();
            assertEquals(2 + 3 * 11 + 1, all.size());
            assertEquals(all, ((PlainSites) model.sites()).visited());
            assertTrue(all.stream().allMatch(site -> site.stage() == Stage.DECODER));
        }
    }

    @Test
    void tokensDoNotDependOnWhatStandsBesideThem() {
        try (DrawnModel model = DrawnModel.of(new Gpt2Model(), FIXTURE)) {
            BatchProperties batch = new BatchProperties(model, model.outputs().last(), Inputs.of(REFERENCE, 1));
            batch.paddingChangesNothing(Side.RIGHT, 5, PADDING);
            batch.paddingChangesNothing(Side.LEFT, 5, PADDING);
            batch.orderChangesNothing();
            batch.rowsByThemselvesAreTheSame();
        }
    }

    @Test
    void queriesKeysAndValuesAreThirdsOfTheFusedMap() {
        Map<String, BaseWeight> weights = new Gpt2Model()
                .instantiate(FIXTURE.config()).weights(FIXTURE.checkpoint().keySet()).stream()
                        .collect(Collectors.toMap(BaseWeight::name, weight -> weight));
        assertEquals(0, weights.get("h.1.attn.query.weight").firstColumn());
        assertEquals(32, weights.get("h.1.attn.key.weight").firstColumn());
        assertEquals(64, weights.get("h.1.attn.value.bias").firstColumn());
        assertEquals(
                "transformer.h.1.attn.c_attn.bias",
                weights.get("h.1.attn.value.bias").source());
        assertEquals(BaseWeight.WHOLE, weights.get("h.1.attn.c_proj.weight").firstColumn());
    }

    @Test
    void modulesAreNamedAsInTheLibrary() {
        BaseModelInstance model = new Gpt2Model().instantiate(FIXTURE.config());
        Map<SiteKind, Optional<String>> modules = model.sites().stream()
                .filter(site -> site.layer() == 2)
                .collect(Collectors.toMap(Site::kind, model::module));
        assertEquals(Optional.of("h.2.attn.c_attn"), modules.get(SiteKind.QUERY));
        assertEquals(Optional.of("h.2.attn.c_attn"), modules.get(SiteKind.VALUE));
        assertEquals(Optional.of("h.2.mlp.c_fc"), modules.get(SiteKind.FFN_IN));
        assertEquals(Optional.of("h.2.ln_2"), modules.get(SiteKind.FFN_NORM));
        assertEquals(Optional.empty(), modules.get(SiteKind.FFN_BLOCK));
    }

    @Test
    void checkpointsWithoutPrefixAndWithBuffersAreRead() {
        Set<String> names = new LinkedHashSet<>();
        FIXTURE.checkpoint().keySet().forEach(name -> names.add(name.replaceFirst("^transformer\\.", "")));
        names.add("h.0.attn.bias");
        names.add("h.0.attn.masked_bias");
        BaseModelInstance model = new Gpt2Model().instantiate(FIXTURE.config());
        assertEquals(
                model.weights(FIXTURE.checkpoint().keySet()).size(),
                model.weights(names).size());
        assertTrue(model.weights(names).stream()
                .noneMatch(weight -> weight.source().endsWith(".attn.bias")
                        || weight.source().endsWith("masked_bias")));
    }

    @Test
    void allMissingWeightsAreNamed() {
        Set<String> names = new LinkedHashSet<>(FIXTURE.checkpoint().keySet());
        List<String> gone = List.of("wpe.weight", "h.0.attn.c_proj.weight", "h.2.mlp.c_fc.bias", "ln_f.weight");
        gone.forEach(name -> names.remove("transformer." + name));
        BaseModelInstance model = new Gpt2Model().instantiate(FIXTURE.config());
        String message =
                assertThrows(DataException.class, () -> model.weights(names)).getMessage();
        assertTrue(message.contains(String.join(", ", gone)), message);
    }

    @Test
    void scoresOfWordsAreTheEmbeddingsUnlessTheyAreStored() {
        Map<String, TensorData> checkpoint = FIXTURE.checkpoint();
        Shape shape = Shape.of(380, 32);
        checkpoint.put("lm_head.weight", TensorData.of(shape, new float[380 * 32]));
        try (DrawnModel model =
                new DrawnModel(new Gpt2Model(), FIXTURE.config(), checkpoint, scope -> new PlainSites(scope.ops()))) {
            for (String name : List.of(ModelOutputs.LOGITS, ModelOutputs.NEXT_TOKEN_LOGITS)) {
                float[] scores =
                        model.run(model.output(name), Inputs.of(REFERENCE, 0)).floats();
                assertArrayEquals(new float[scores.length], scores);
            }
        }
    }

    @Test
    void theClassifierMayHaveTheLibrarysOwnName() {
        Set<String> names = new LinkedHashSet<>(FIXTURE.checkpoint().keySet());
        names.remove("classification.score.weight");
        assertEquals(Optional.empty(), classifier(names));
        names.add("score.weight");
        assertEquals(Optional.of("score.weight"), classifier(names));
    }

    private static Optional<String> classifier(Set<String> names) {
        return new Gpt2Model()
                .instantiate(FIXTURE.config()).weights(names).stream()
                        .map(BaseWeight::source)
                        .filter(source -> source.endsWith("score.weight"))
                        .findFirst();
    }

    @Test
    void writingBeginsWithTheTextAndEndsWithTheEndToken() {
        BaseModelInstance model = new Gpt2Model().instantiate(FIXTURE.config());
        assertTrue(model.writing().orElseThrow().start().isEmpty());
        assertEquals(List.of(379), model.writing().orElseThrow().end());
        assertEquals(Optional.of("last"), model.pooling());
    }
}
