package org.unipelt.model.t5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.testkit.model.ContinuedPass;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;

/** What the decoder gives for a token that it reads, whatever stands beside it, and however many passes it takes. */
class T5DecoderTest {
    private static final float TOLERANCE = 1e-5f;
    private static final int IGNORED = -100;
    private static final int MORE = 5;

    private static Halves batch(Fixture fixture) {
        return Halves.of(Inputs.of(fixture.tensors("reference.safetensors"), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-t5", "tiny-t5-v1_1"})
    void lossesAreThoseOfTheReferenceImplementation(String name) {
        Fixture fixture = new Fixture(name);
        Map<String, TensorData> reference = fixture.tensors("reference.safetensors");
        try (DrawnModel model = DrawnModel.of(new T5Model(), fixture)) {
            for (int number = 0; number < 3; number++) {
                TensorData logits = model.run(model.output(ModelOutputs.LOGITS), Inputs.of(reference, number));
                long[] labels = reference.get("case." + number + ".labels").longs();
                float expected =
                        reference.get("case." + number + ".seq2seq_loss").floats()[0];
                assertEquals(expected, loss(logits, labels), TOLERANCE * expected, "case " + number);
            }
        }
    }

    /** The mean cross-entropy of the labels that count. */
    private static double loss(TensorData logits, long[] labels) {
        int vocabulary = (int) logits.shape().get(2);
        double sum = 0;
        int count = 0;
        for (int place = 0; place < labels.length; place++) {
            if (labels[place] != IGNORED) {
                float[] scores = Arrays.copyOfRange(logits.floats(), place * vocabulary, (place + 1) * vocabulary);
                double total = 0;
                for (float score : scores) {
                    total += Math.exp(score);
                }
                sum += Math.log(total) - scores[(int) labels[place]];
                count++;
            }
        }
        return sum / count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-t5", "tiny-t5-v1_1"})
    void whatIsReadDoesNotDependOnWhatStandsBesideIt(String name) {
        Fixture fixture = new Fixture(name);
        Halves batch = batch(fixture);
        Inputs text = batch.text();
        Inputs written = batch.written();
        try (DrawnModel model = DrawnModel.of(new T5Model(), fixture)) {
            TensorData plain = logits(model, batch);
            same(batch, plain, logits(model, batch.withText(text.padded(MORE, 0))), 0);
            same(batch, plain, logits(model, batch.withText(text.paddedInFront(MORE, 0))), 0);
            same(batch, plain, logits(model, batch.withWritten(written.padded(MORE, 0))), 0);
            // positions are relative
            same(batch, plain, logits(model, batch.withWritten(written.paddedInFront(MORE, 0))), MORE);
            TensorData reversed = logits(model, batch.reversed());
            for (int row = 0; row < written.batch(); row++) {
                sameRow(batch, row, plain, reversed, written.batch() - 1 - row, 0);
                sameRow(batch, row, plain, logits(model, batch.row(row)), 0, 0);
            }
        }
    }

    @Test
    void theNextWordIsScoredAtTheLastPlace() {
        Fixture fixture = new Fixture("tiny-t5");
        Halves row = batch(fixture).row(0);
        try (DrawnModel model = DrawnModel.of(new T5Model(), fixture)) {
            TensorData next = model.run(model.output(ModelOutputs.NEXT_TOKEN_LOGITS), row.together());
            TensorData all = logits(model, row);
            assertEquals(2, next.shape().numDimensions());
            assertArrayEquals(vector(all, 0, row.written().length() - 1), next.floats(), TOLERANCE);
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny-t5, 1", "tiny-t5, 4", "tiny-t5-v1_1, 1", "tiny-t5-v1_1, 4"})
    void aPassThatGoesOnFromAnotherIsTheWholePass(String name, int read) {
        Fixture fixture = new Fixture(name);
        Inputs inputs = Inputs.of(fixture.tensors("reference.safetensors"), 1);
        int end = inputs.decoder().ids()[0].length;
        assertTrue(ContinuedPass.compare(new T5Model(), fixture, inputs, read, end) > 4);
    }

    @ParameterizedTest
    @CsvSource({"EMBEDDINGS", "EMBEDDING_OUTPUT"})
    void virtualTokensInTheTextHavePlacesOfTheirOwn(SiteKind where) {
        Fixture fixture = new Fixture("tiny-t5");
        Halves batch = batch(fixture);
        int[] words = {17, 40, 9};
        Inputs longer = batch.text().paddedInFront(words.length, 0);
        for (int row = 0; row < longer.batch(); row++) {
            System.arraycopy(words, 0, longer.ids()[row], 0, words.length);
            Arrays.fill(longer.mask()[row], 0, words.length, 1);
        }
        float[][] embeddings = new float[words.length][];
        float[] table = fixture.checkpoint().get("shared.weight").floats();
        for (int i = 0; i < words.length; i++) {
            embeddings[i] = Arrays.copyOfRange(table, words[i] * 32, (words[i] + 1) * 32);
        }
        try (DrawnModel plain = DrawnModel.of(new T5Model(), fixture);
                DrawnModel virtual = new DrawnModel(
                        new T5Model(),
                        fixture.config(),
                        fixture.checkpoint(),
                        model -> new WordsInFront(model.ops(), where, longer.batch(), embeddings))) {
            same(batch, logits(plain, batch.withText(longer)), logits(virtual, batch), 0);
        }
    }

    private static TensorData logits(DrawnModel model, Halves halves) {
        return model.run(model.output(ModelOutputs.LOGITS), halves.together());
    }

    /** Every real token of what is written has the same values, in the other tensor so many places further behind. */
    private static void same(Halves batch, TensorData expected, TensorData actual, int moved) {
        for (int row = 0; row < batch.written().batch(); row++) {
            sameRow(batch, row, expected, actual, row, moved);
        }
    }

    private static void sameRow(
            Halves batch, int row, TensorData expected, TensorData actual, int actualRow, int moved) {
        int compared = 0;
        for (int place = 0; place < batch.written().length(); place++) {
            if (batch.written().mask()[row][place] == 1) {
                float[] own = vector(expected, row, place);
                float largest = 1;
                for (float value : own) {
                    largest = Math.max(largest, Math.abs(value));
                }
                String where = "row " + row + ", place " + place;
                assertArrayEquals(own, vector(actual, actualRow, place + moved), TOLERANCE * largest, where);
                compared++;
            }
        }
        assertTrue(compared > 0, "nothing was compared in row " + row);
    }

    private static float[] vector(TensorData values, int row, int place) {
        int width = (int) values.shape().get(2);
        int start = (row * (int) values.shape().get(1) + place) * width;
        return Arrays.copyOfRange(values.floats(), start, start + width);
    }
}
