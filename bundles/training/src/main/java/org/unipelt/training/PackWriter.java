package org.unipelt.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.TrainableComposition;

/** Writes weights as a pack, with a note of the training that gave them. */
final class PackWriter {
    private final TrainableComposition trainable;
    private final Path pack;
    private final Map<String, Object> notes;

    /**
     * A writer.
     *
     * @param trainable what is trained
     * @param pack the folder to write
     * @param notes what holds for the whole run
     */
    PackWriter(TrainableComposition trainable, Path pack, Map<String, Object> notes) {
        this.trainable = trainable;
        this.pack = pack;
        this.notes = notes;
    }

    Path pack() {
        return pack;
    }

    /**
     * Writes weights.
     *
     * @param weights what to write
     * @param best whose they are
     * @param metric the metric that is watched
     * @param epochs how many epochs were done
     * @param steps all steps that were done
     * @param cancelled whether the run was cut short
     */
    void write(
            Map<String, TensorData> weights, BestEpoch best, String metric, int epochs, int steps, boolean cancelled) {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("metric", metric);
        results.put("metrics", best.metrics());
        results.put("best_epoch", best.epoch());
        results.put("epochs", epochs);
        results.put("steps", steps);
        results.put("cancelled", cancelled);
        results.putAll(notes);
        trainable.save(pack, weights, results);
    }
}
