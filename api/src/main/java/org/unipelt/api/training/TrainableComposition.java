package org.unipelt.api.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TextTokenizer;

/** A composition in a session, with a training step and an evaluation step. For one thread at a time. */
@ProviderType
public interface TrainableComposition extends AutoCloseable {

    /**
     * What training adds to a composition.
     *
     * @param head the task's head
     * @param optimiser draws the update
     * @param maximumGradientNorm gradients are scaled down to this global norm; 0 leaves them
     * @param seed for weights and dropout
     */
    @ProviderType
    record Setup(TaskHead head, Optimiser.OptimiserInstance optimiser, double maximumGradientNorm, long seed) {}

    /** The base model's sizes. */
    ModelShape shape();

    /** The base model's tokenizer. */
    TextTokenizer tokenizer();

    /**
     * One training step.
     *
     * @param batch the texts
     * @param targets the targets of all rows, one behind the other
     * @param learningRate the rate of this step
     * @param step the step's number from 1, which dropout depends on
     * @return the loss before the update
     */
    double step(TokenBatch batch, float[] targets, double learningRate, int step);

    /** The scores of each row, without dropout. */
    List<float[]> scores(TokenBatch batch);

    /** All trained weights by name. */
    Map<String, TensorData> weights();

    /** Sets trained weights; names that are not in the composition are refused. */
    void assign(Map<String, TensorData> weights);

    /** Trainable numbers by method; gates under {@code gates}, the head under {@code head}. */
    Map<String, Long> parameters();

    /** The device in use: {@code cpu} or {@code gpu:N}. */
    String device();

    /**
     * Writes weights as a pack that {@link org.unipelt.api.GatingOrchestrator#open} reads; what was there is replaced only
     * when everything is written.
     *
     * @param pack the pack's folder
     * @param weights as {@link #weights} gave them
     * @param results what to note of the training: metrics, steps
     */
    void save(Path pack, Map<String, TensorData> weights, Map<String, Object> results);

    @Override
    void close();
}
