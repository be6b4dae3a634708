package org.unipelt.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.client.Trainer.Epoch;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;

/**
 * The checkpoint of a run, in the folder {@code checkpoint} of its pack: checkpoint.json and the tensor files that it names. The
 * files have new names each time and checkpoint.json is renamed into place last, so that a run which is killed while it
 * writes leaves the checkpoint before.
 */
final class CheckpointStore {
    private static final int FORMAT = 1;
    private static final String DESCRIPTION = "checkpoint.json";

    /**
     * What checkpoint.json holds.
     *
     * @param format raised when other versions cannot read what is written
     * @param epoch the last one that is done
     * @param step the last one that is done
     * @param learningRate the highest rate
     * @param losses the loss of every step
     * @param epochs all that were judged
     * @param bestEpoch the number of the best of them
     * @param state the file of the composition's state
     * @param bestWeights the file of the best epoch's weights
     * @param seconds how long the run took so far; 0 in those from before it was noted
     * @param run the fingerprint
     */
    record Description(
            int format,
            int epoch,
            int step,
            double learningRate,
            List<Double> losses,
            List<Epoch> epochs,
            int bestEpoch,
            String state,
            String bestWeights,
            double seconds,
            JsonNode run) {

        Optional<Epoch> findBest() {
            return epochs.stream().filter(each -> each.epoch() == bestEpoch).findFirst();
        }
    }

    private final TensorFiles tensors;
    private final Path pack;
    private final Path folder;
    private final JsonNode run;
    private final ObjectMapper json = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT);
    /** The epoch whose weights stand in {@link #bestWeights}; 0 for none. They need not be written again and again. */
    private int bestEpoch;

    private String bestWeights;

    /**
     * The store of a run.
     *
     * @param tensors writes tensors
     * @param pack the run's pack
     * @param run its fingerprint
     */
    CheckpointStore(TensorFiles tensors, Path pack, JsonNode run) {
        this.tensors = tensors;
        this.pack = pack;
        this.folder = pack.resolve("checkpoint");
        this.run = run;
    }

    /**
     * The checkpoint to go on from; empty where there is none.
     *
     * @throws ConfigurationException if it is another run's
     * @throws DataException if it cannot be read
     */
    Optional<Checkpoint> read() {
        Description read;
        try {
            read = json.readValue(Files.readString(folder.resolve(DESCRIPTION)), Description.class);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw broken(DESCRIPTION + " is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw broken(DESCRIPTION + " cannot be read (" + Failures.reason(e) + ")", e);
        }
        if (read.format != FORMAT) {
            throw broken("it has format " + read.format + ", and this version reads " + FORMAT, null);
        }
        requireComplete(read);
        requireSameRun(read);
        return Optional.of(checkpoint(read));
    }

    private void requireComplete(Description read) {
        boolean complete = read.losses != null && read.epochs != null && read.run != null;
        boolean tensorsNamed = read.state != null && read.bestWeights != null;
        if (!complete || !tensorsNamed || read.findBest().isEmpty()) {
            throw broken(DESCRIPTION + " is not complete", null);
        }
    }

    private void requireSameRun(Description read) {
        List<String> differences = Fingerprint.differences(run, read.run);
        if (!differences.isEmpty()) {
            throw new ConfigurationException(
                    name(),
                    "it is of another run: " + String.join("; ", differences),
                    "Write what it was to go on with that run, or train without resume");
        }
    }

    private Checkpoint checkpoint(Description read) {
        bestEpoch = read.bestEpoch;
        bestWeights = read.bestWeights;
        Epoch best = read.findBest().orElseThrow();
        BestEpoch kept = new BestEpoch(
                bestEpoch,
                best.metrics().get(best.metric()),
                best.metrics(),
                tensors.read(folder.resolve(bestWeights)));
        Course course = new Course(read.learningRate, read.losses, read.epochs, kept, read.seconds);
        return new Checkpoint(course, tensors.read(folder.resolve(read.state)));
    }

    /**
     * Puts a checkpoint in the place of the one before.
     *
     * @throws DataException if it cannot be written; the one before is still there
     */
    void write(Checkpoint checkpoint) {
        Course course = checkpoint.course();
        String version = Long.toString(System.nanoTime(), Character.MAX_RADIX);
        try {
            Files.createDirectories(folder);
            String state = write("state-" + version, checkpoint.state());
            if (bestEpoch != course.best().epoch()) {
                bestWeights = write("best-" + version, course.best().weights());
                bestEpoch = course.best().epoch();
            }
            Path beside = folder.resolve(DESCRIPTION + "-" + version);
            json.writeValue(
                    beside.toFile(),
                    new Description(
                            FORMAT,
                            course.epochsDone(),
                            course.losses().size(),
                            course.learningRate(),
                            course.losses(),
                            course.epochs(),
                            bestEpoch,
                            state,
                            bestWeights,
                            course.seconds(),
                            run));
            Files.move(
                    beside,
                    folder.resolve(DESCRIPTION),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            deleteAllBut(Set.of(DESCRIPTION, state, bestWeights));
        } catch (IOException e) {
            throw new DataException(
                    name(),
                    "it cannot be written (" + Failures.reason(e) + ")",
                    "Make room and train with resume; the best weights so far are in " + pack,
                    e);
        }
    }

    private String write(String stem, Map<String, TensorData> values) {
        String file = stem + ".safetensors";
        tensors.write(folder.resolve(file), values, Map.of("format", "unipelt"));
        return file;
    }

    /**
     * Removes the checkpoint of a run that has ended.
     *
     * @throws DataException if it cannot be removed
     */
    void delete() {
        try {
            if (Files.deleteIfExists(folder.resolve(DESCRIPTION))) {
                deleteAllBut(Set.of());
                deleteIfEmpty();
            }
        } catch (IOException e) {
            throw new DataException(
                    name(),
                    "it is no longer needed and cannot be deleted (" + Failures.reason(e) + ")",
                    "Delete the folder " + folder,
                    e);
        }
    }

    /** Only what this class writes: what else lies in the folder is the user's. */
    private void deleteAllBut(Set<String> kept) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, "{state-*.safetensors,best-*.safetensors,checkpoint.json-*}")) {
            for (Path file : files) {
                if (!kept.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void deleteIfEmpty() throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            return; // something of the user's is in it
        }
    }

    private String name() {
        return "checkpoint in " + pack;
    }

    private DataException broken(String reason, Exception cause) {
        return new DataException(name(), reason, "Train without resume", cause);
    }
}
