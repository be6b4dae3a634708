package org.unipelt.api.client;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.Availability;
import org.unipelt.api.CancelledException;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Evaluation;
import org.unipelt.api.Prediction;
import org.unipelt.api.TextInput;
import org.unipelt.api.UnavailableException;

/**
 * A pack that answers, while methods come and go. Thread-safe. A call runs on the composition that was in force when it
 * began, and never waits for the next one to be built.
 */
@ProviderType
public interface Predictor extends AutoCloseable {

    /**
     * Predicts for each input, in order; inputs of like length run together.
     *
     * @param inputs the texts
     * @param gates whether to give the gate values too
     * @param cancelled asked before each batch, and before each token of packs that write; when true nothing is given
     * @throws CancelledException if it was cancelled
     * @throws UnavailableException if a method that the pack needs has gone, or the pack was closed
     */
    List<Prediction> predict(List<TextInput> inputs, boolean gates, BooleanSupplier cancelled);

    /** Predicts for each input, to the end. */
    default List<Prediction> predict(List<TextInput> inputs, boolean gates) {
        return predict(inputs, gates, () -> false);
    }

    /**
     * Judges the pack on labelled data.
     *
     * @param data labelled rows, as the pack's task reads them
     * @param cancelled asked before each batch; when true nothing is judged
     * @throws CancelledException if it was cancelled
     * @throws DataException if the file cannot be read, or has a label that the pack does not know
     * @throws UnavailableException as {@link #predict}
     */
    Evaluation evaluate(Path data, BooleanSupplier cancelled);

    /** Judges the pack on labelled data, to the end. */
    default Evaluation evaluate(Path data) {
        return evaluate(data, () -> false);
    }

    /**
     * The pack as one that writes. Each text is written by the composition that was in force when it was begun.
     *
     * @throws ConfigurationException if its base model only reads
     * @throws UnavailableException as {@link #predict}
     */
    TextDecoder decoder();

    /**
     * Whether it predicts for pairs of texts.
     *
     * @throws UnavailableException as {@link #predict}
     */
    boolean pairs();

    /** Whether it can answer now. */
    Availability availability();

    /** The methods in force, in order. */
    List<String> methods();

    /** How many numbers of the pack are in force: frozen ones, derived ones and the head's counted. */
    long parameters();

    /** How many texts so far were longer than the model takes, or than was trained on, and were cut. */
    long truncatedTexts();

    /** The composition as it was trained. */
    Composition composition();

    /** Counts the compositions that this predictor has been through, the first being 1. */
    int revision();

    @Override
    void close();
}
