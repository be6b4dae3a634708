package org.unipelt.api.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.api.training.Optimiser;

/** A composition in a session, with a training step and an evaluation step. For one thread at a time. */
@ProviderType
public interface TrainableComposition extends AutoCloseable {

    /**
     * What training adds to a composition.
     *
     * @param head the task's head
     * @param optimiser draws the update
     * @param maximumGradientNorm gradients are scaled down to this global norm; 0 leaves them
     * @param penalties what is added to the loss
     * @param rates factors of the learning rate by owner: a method's name, {@code gates}, {@code aggregation}, {@code head}
     *     or {@code base}; 1 for those that are not named
     * @param accumulating whether a step may have several parts
     * @param frozenDropout whether steps draw the base model's dropout in its {@linkplain #frozenLayers frozen layers} too, as
     *     the model was trained; without it they give the same in every step
     * @param seed for weights and dropout
     */
    @ProviderType
    record Setup(
            TaskHead head,
            Optimiser.OptimiserInstance optimiser,
            double maximumGradientNorm,
            Penalties penalties,
            Map<String, Double> rates,
            boolean accumulating,
            boolean frozenDropout,
            long seed) {
        public Setup {
            rates = Map.copyOf(rates);
        }

        /** Without penalties, at one rate for all, in whole steps. */
        public Setup(TaskHead head, Optimiser.OptimiserInstance optimiser, double maximumGradientNorm, long seed) {
            this(head, optimiser, maximumGradientNorm, Penalties.NONE, Map.of(), false, true, seed);
        }
    }

    /**
     * What is added to the loss, beside what a gating policy adds itself.
     *
     * @param l1 times the sum of all trained weights' absolute values
     * @param l2 times half the sum of their squares
     * @param gateEntropy times the mean entropy of the gates, in nats: above 0 it makes them decide
     */
    @ProviderType
    record Penalties(double l1, double l2, double gateEntropy) {
        /** Nothing. */
        public static final Penalties NONE = new Penalties(0, 0, 0);
    }

    /**
     * A part of a step's batch.
     *
     * @param batch the texts
     * @param written what a decoder beside an encoder goes through; null where it goes through the texts, or there is none
     * @param gateMask 1 where gates may read in the sequence that is written, of the size of {@code written}, or of {@code batch}
     *     where that is null; null for all of it
     * @param targets the targets of all rows, one behind the other
     */
    @ProviderType
    record Part(TokenBatch batch, TokenBatch written, float[] gateMask, float[] targets) {
        /** Texts that are read whole. */
        public Part(TokenBatch batch, float[] targets) {
            this(batch, null, null, targets);
        }
    }

    /** The base model's sizes. */
    ModelShape shape();

    /** The most tokens that a text may have: the base model's longest sequence less the positions that methods take. */
    int maximumLength();

    /** The base model's tokenizer. */
    TextTokenizer tokenizer();

    /**
     * One training step over a batch, which may come in parts: their gradients are added up, each by its share of the rows.
     *
     * @param parts the batch; more than one only where {@link Setup#accumulating}
     * @param learningRate the rate of this step
     * @param step the step's number from 1, which dropout depends on
     * @return the loss before the update, the mean over all rows
     * @throws DataException if an id is no word of the model, or a text is longer than {@link #maximumLength}
     */
    double step(List<Part> parts, double learningRate, int step);

    /** One training step over a batch in one part. */
    default double step(TokenBatch batch, float[] targets, double learningRate, int step) {
        return step(List.of(new Part(batch, targets)), learningRate, step);
    }

    /**
     * The layers below the first that anything stands in or is trained in: they give the same for the same text, whatever is
     * learned above.
     *
     * @param layers how many, from the first on; all of them where only the head is trained
     * @param bytesPerToken what {@link #keep} takes for each token of a text
     * @param bytesPerText what it takes for each text beside that: where a head alone reads one vector of it, that is all
     * @param dropped whether steps draw the base model's dropout in them, so that what is kept serves scores alone
     */
    @ProviderType
    record FrozenLayers(int layers, long bytesPerToken, long bytesPerText, boolean dropped) {

        /** What so many texts take. */
        public long bytes(long texts, long tokens) {
            return texts * bytesPerText + tokens * bytesPerToken;
        }
    }

    /**
     * The frozen layers; empty where there are none, as with virtual tokens or methods in the first layer, and where something
     * reads the places of padding, which what is kept does not have.
     */
    default Optional<FrozenLayers> frozenLayers() {
        return Optional.empty();
    }

    /**
     * Computes once what the frozen layers give for the texts of a batch, and keeps it until this is closed: scores of the same
     * tokens start from there, and steps do where nothing is dropped below. Results are the same up to rounding. Does nothing
     * where there are no frozen layers.
     *
     * @throws DataException as {@link #step} does
     */
    default void keep(TokenBatch batch) {}

    /**
     * The scores of each row of a batch, without dropout: [scores] for each, or where tokens have their own [tokens, scores],
     * those at padding left out. Targets are not read.
     */
    List<float[]> scores(Part part);

    /** The scores of each row of texts that are read whole. */
    default List<float[]> scores(TokenBatch batch) {
        return scores(new Part(batch, new float[0]));
    }

    /**
     * The composition as one that writes, with the weights that it has at each moment.
     *
     * @throws ConfigurationException if its base model only reads
     */
    TextDecoder decoder();

    /** All weights by parameter name, those that are frozen too. */
    Map<String, TensorData> weights();

    /**
     * Sets weights.
     *
     * @throws ConfigurationException if a name or shape is not the composition's
     */
    void assign(Map<String, TensorData> weights);

    /** Everything that the next step depends on, by name: the weights, and what the optimiser keeps of them. */
    Map<String, TensorData> state();

    /**
     * Goes on from a state.
     *
     * @param state what {@link #state} gave for the same composition and setup
     * @throws ConfigurationException if it is of another one
     */
    void restore(Map<String, TensorData> state);

    /** Trainable numbers by method; gates under {@code gates}, the head under {@code head}. */
    Map<String, Long> parameters();

    /** The device in use: {@code cpu} or {@code gpu:N}. */
    String device();

    /**
     * Writes weights as a pack that {@link org.unipelt.api.client.GatingOrchestrator#open} reads, derived ones by their values; what
     * was there is replaced only when everything is written.
     *
     * @param pack the pack's folder
     * @param weights as {@link #weights} gave them
     * @param results what to note of the training: metrics, steps
     * @throws DataException if it cannot be written
     */
    void save(Path pack, Map<String, TensorData> weights, Map<String, Object> results);

    @Override
    void close();
}
