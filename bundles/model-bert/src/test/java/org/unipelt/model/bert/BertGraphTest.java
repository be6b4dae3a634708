package org.unipelt.model.bert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.Sites;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.text.TokenBatch.Side;
import org.unipelt.testkit.model.BatchProperties;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;
import org.unipelt.testkit.model.PlainSites;

class BertGraphTest {
    private static final Fixture FIXTURE = new Fixture("tiny-bert");
    private static final Map<String, TensorData> REFERENCE = FIXTURE.tensors("reference.safetensors");

    @Test
    void drawingCallsEverySiteOnceInOrder() {
        try (DrawnModel model = DrawnModel.of(new BertModel(), new Fixture("tiny-bert"))) {
            List<Site> all = new BertModel().instantiate(FIXTURE.config()).sites();
            assertEquals(3 + 3 * 11 + 1, all.size());
            model.outputs().named().get("pooler_output").get();
            assertEquals(all, ((PlainSites) model.sites()).visited());
        }
    }

    @Test
    void sitesTellTheSizesOfWhatTheyReadAndGive() {
        List<Site> sites = new BertModel().instantiate(FIXTURE.config()).sites();
        Site in = only(sites, 1, SiteKind.FFN_IN);
        Site out = only(sites, 1, SiteKind.FFN_OUT);
        assertEquals(List.of(32, 64), List.of(in.inputSize(), in.outputSize()));
        assertEquals(List.of(64, 32), List.of(out.inputSize(), out.outputSize()));
        assertEquals("encoder.embeddings", sites.get(0).name());
        assertEquals(
                "encoder.layer.1.key_value", only(sites, 1, SiteKind.KEY_VALUE).name());
    }

    @Test
    void modulesAreNamedAsInTheCheckpoint() {
        BertInstance model = (BertInstance) new BertModel().instantiate(FIXTURE.config());
        for (Site site : model.sites()) {
            model.module(site)
                    .ifPresent(
                            module -> assertTrue(FIXTURE.checkpoint().containsKey("bert." + module + ".bias"), module));
        }
        assertEquals(
                Optional.of("encoder.layer.1.attention.self.query"),
                model.module(only(model.sites(), 1, SiteKind.QUERY)));
        assertEquals(Optional.empty(), model.module(only(model.sites(), 1, SiteKind.KEY_VALUE)));
    }

    @Test
    void weightBelowOneAddsItsLogarithmToTheScores() {
        Inputs inputs = Inputs.of(REFERENCE, 1);
        int row = inputs.paddedRow();
        try (DrawnModel model = DrawnModel.of(new BertModel(), new Fixture("tiny-bert"))) {
            TensorData expected = model.run(model.outputs().last(), inputs.withWeightOfPadding(0f));
            TensorData nearly = model.run(model.outputs().last(), inputs.withWeightOfPadding(1e-12f));
            TensorData half = model.run(model.outputs().last(), inputs.withWeightOfPadding(0.5f));
            assertArrayEquals(vector(expected, row, 0), vector(nearly, row, 0), 1e-5f);
            assertFalse(Arrays.equals(vector(expected, row, 0), vector(half, row, 0)));
        }
    }

    @Test
    void dropoutIsAskedForBehindEmbeddingsAndBothSubLayers() {
        try (DrawnModel model = DrawnModel.of(new BertModel(), new Fixture("tiny-bert"))) {
            assertEquals(Collections.nCopies(1 + 2 * 3, 0.1), model.dropouts());
        }
    }

    @Test
    void whatStandsInPaddingHasNoWeightAtAll() {
        Inputs inputs = Inputs.of(REFERENCE, 1);
        try (DrawnModel model = DrawnModel.of(new BertModel(), new Fixture("tiny-bert"))) {
            TensorData expected = model.run(model.outputs().last(), inputs);
            TensorData other = model.run(model.outputs().last(), inputs.withPaddingId(123));
            for (int row = 0; row < inputs.batch(); row++) {
                for (int place = 0; place < inputs.length(); place++) {
                    if (inputs.mask()[row][place] == 1) {
                        assertArrayEquals(vector(expected, row, place), vector(other, row, place));
                    }
                }
            }
        }
    }

    @Test
    void virtualTokensTakeTheFirstPositionsAndMoveTheOthers() {
        Inputs inputs = Inputs.of(REFERENCE, 3);
        int[] first = {17, 230};
        try (DrawnModel plain = DrawnModel.of(new BertModel(), new Fixture("tiny-bert"));
                DrawnModel longer = new DrawnModel(
                        new BertModel(),
                        FIXTURE.config(),
                        FIXTURE.checkpoint(),
                        model -> new WithWordsInFront(model, first))) {
            TensorData expected = plain.run(plain.outputs().last(), withIdsInFront(inputs, first));
            TensorData actual = longer.run(longer.outputs().last(), inputs);
            assertEquals(Shape.of(2, 29 + 2, 32), actual.shape());
            assertArrayEquals(expected.floats(), actual.floats(), 1e-5f);
            assertEquals(
                    Shape.of(2, 29 + 2),
                    longer.run(longer.outputs().mask(), inputs).shape());
        }
    }

    @Test
    void normOfABlockIsTheLayersOwnWithItsContributions() {
        try (DrawnModel model = new DrawnModel(
                new BertModel(),
                FIXTURE.config(),
                FIXTURE.checkpoint(),
                drawn -> new BlocksThatReadTheNorm(drawn.ops()))) {
            List<Site> norms = new BertModel()
                    .instantiate(FIXTURE.config()).sites().stream()
                            .filter(site -> site.kind().group() == SiteKind.Group.NORM && site.layer() >= 0)
                            .toList();
            assertEquals(norms, ((BlocksThatReadTheNorm) model.sites()).normsRead);
        }
    }

    @Test
    void namedOutputsAreDrawnOnce() {
        try (DrawnModel model = DrawnModel.of(new BertModel(), new Fixture("tiny-bert"))) {
            for (String name : model.outputs().named().keySet()) {
                assertSame(model.output(name), model.output(name), name);
            }
        }
    }

    @Test
    void storedDecoderTakesThePlaceOfTheWordEmbeddings() {
        Map<String, TensorData> checkpoint = FIXTURE.checkpoint();
        float[] zeros = new float[380 * 32];
        checkpoint.put("cls.predictions.decoder.weight", TensorData.of(Shape.of(380, 32), zeros));
        try (DrawnModel model =
                new DrawnModel(new BertModel(), FIXTURE.config(), checkpoint, drawn -> new PlainSites(drawn.ops()))) {
            float[] logits =
                    model.run(model.output("logits"), Inputs.of(REFERENCE, 0)).floats();
            float[] bias = checkpoint.get("cls.predictions.bias").floats();
            assertArrayEquals(bias, java.util.Arrays.copyOf(logits, bias.length));
        }
    }

    @Test
    void tokensDoNotDependOnWhatStandsBesideThem() {
        try (DrawnModel model = DrawnModel.of(new BertModel(), FIXTURE)) {
            BatchProperties batch = new BatchProperties(model, model.outputs().last(), Inputs.of(REFERENCE, 1));
            // positions are absolute: padding in front would move the text
            for (int more : new int[] {1, 5, 19}) {
                batch.paddingChangesNothing(Side.RIGHT, more, 0);
            }
            batch.orderChangesNothing();
            batch.rowsByThemselvesAreTheSame();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // the formulas in double precision
        "GELU, -1.5, -0.1002108019",
        "GELU, 0.7, 0.5306254434",
        "GELU_TANH, -1.5, -0.1004284230",
        "GELU_TANH, 0.7, 0.5305701347",
        "RELU, -1.5, 0",
        "RELU, 0.7, 0.7"
    })
    void activationsFollowTheirFormulas(String activation, float x, float expected) {
        try (DrawnModel model = DrawnModel.of(new BertModel(), new Fixture("tiny-bert"))) {
            Operand<TFloat32> y =
                    Activation.valueOf(activation).draw(model.ops(), model.ops().constant(new float[] {x}));
            assertEquals(expected, model.run(y, Inputs.of(REFERENCE, 0)).floats()[0], 1e-6f);
        }
    }

    private static Site only(List<Site> sites, int layer, SiteKind kind) {
        List<Site> found = sites.stream()
                .filter(site -> site.layer() == layer && site.kind() == kind)
                .toList();
        assertEquals(1, found.size());
        return found.get(0);
    }

    private static float[] vector(TensorData states, int row, int place) {
        int length = (int) states.shape().get(1);
        int hidden = (int) states.shape().get(2);
        int start = (row * length + place) * hidden;
        return java.util.Arrays.copyOfRange(states.floats(), start, start + hidden);
    }

    private static Inputs withIdsInFront(Inputs inputs, int[] first) {
        Inputs longer = inputs.padded(first.length, 0);
        for (int row = 0; row < inputs.batch(); row++) {
            for (int place = 0; place < longer.length(); place++) {
                boolean given = place < first.length;
                int from = place - first.length;
                longer.ids()[row][place] = given ? first[place] : inputs.ids()[row][from];
                longer.types()[row][place] = given ? 0 : inputs.types()[row][from];
                longer.mask()[row][place] = given ? 1 : inputs.mask()[row][from];
            }
        }
        return longer;
    }

    /** Blocks with a contribution that reads the normed sum. */
    private static final class BlocksThatReadTheNorm extends PlainSites {
        private final List<Site> normsRead = new ArrayList<>();

        BlocksThatReadTheNorm(Ops tf) {
            super(tf);
        }

        @Override
        public Operand<TFloat32> block(
                Site site,
                Operand<TFloat32> output,
                Operand<TFloat32> residual,
                UnaryOperator<Operand<TFloat32>> norm) {
            int before = visited().size();
            norm.apply(tf.math.add(output, residual));
            normsRead.addAll(visited().subList(before, visited().size()));
            return output;
        }
    }

    /** Virtual tokens that are words: then the result must be that of the words' ids. */
    private static final class WithWordsInFront extends PlainSites {
        private final DrawnModel model;
        private final int[] ids;

        WithWordsInFront(DrawnModel model, int[] ids) {
            super(model.ops());
            this.model = model;
            this.ids = ids;
        }

        @Override
        public Sequence embeddings(Site site, Sequence sequence) {
            if (site.kind() != SiteKind.EMBEDDINGS) {
                return sequence;
            }
            Operand<TInt32> places = tf.zerosLike(column(tf, sequence.typeIds()));
            Operand<TInt32> front = tf.math.add(places, tf.constant(new int[][] {ids}));
            Operand<TFloat32> words = tf.gather(model.get(BertNames.WORDS), front, tf.constant(0));
            Operand<TInt32> axis = tf.constant(1);
            return new Sites.Sequence(
                    tf.concat(List.of(words, sequence.states()), axis),
                    tf.concat(List.of(tf.zerosLike(front), sequence.typeIds()), axis),
                    tf.concat(List.of(tf.dtypes.cast(tf.onesLike(front), TFloat32.class), sequence.mask()), axis),
                    tf.concat(List.of(tf.dtypes.cast(tf.onesLike(front), TFloat32.class), sequence.counted()), axis),
                    0,
                    0);
        }

        private static Operand<TInt32> column(Ops tf, Operand<TInt32> matrix) {
            return tf.slice(matrix, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, 1}));
        }
    }
}
