package org.unipelt.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.comparison.Run;

/** The runs that are noted in a file, one JSON object a line. Thread-safe. */
final class RunStore {
    static final String FILE = "runs.jsonl";

    private final JsonMapper json = JsonMapper.builder().build();
    private final Path file;
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /**
     * The runs of a folder. A last line that was cut off while it was written is forgotten.
     *
     * @throws DataException if the folder or its file cannot be used
     */
    RunStore(Path folder) {
        file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            if (Files.exists(file)) {
                read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)); // a character may be cut off
            }
        } catch (IOException e) {
            throw new DataException(
                    file.toString(), "it cannot be used (" + Failures.reason(e) + ")", "Name another output folder", e);
        }
    }

    private void read(String text) throws IOException {
        List<String> lines = text.lines().toList();
        List<String> whole = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                Run run = json.readValue(lines.get(i), Run.class);
                runs.put(run.id(), run);
                whole.add(lines.get(i));
            } catch (JsonProcessingException e) {
                if (i < lines.size() - 1) {
                    throw new DataException(
                            file + ", line " + (i + 1),
                            "it is no run of a comparison (" + e.getOriginalMessage() + ")",
                            "Remove the line, or name another output folder",
                            e);
                }
            }
        }
        if (whole.size() < lines.size() || !text.isEmpty() && !text.endsWith("\n")) { // the next run begins a line
            Path beside = file.resolveSibling(FILE + ".tmp");
            Files.write(beside, whole);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The run of a job, where it was made. */
    synchronized Optional<Run> get(Job job) {
        return Optional.ofNullable(runs.get(job.id()));
    }

    /**
     * Notes a run.
     *
     * @throws DataException if it cannot be written
     */
    synchronized void add(Run run) {
        try {
            Files.write(
                    file,
                    List.of(json.writeValueAsString(run)),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw new DataException(
                    file.toString(),
                    "a run cannot be noted (" + Failures.reason(e) + ")",
                    "Make room and start again: the runs before it are kept",
                    e);
        }
        runs.put(run.id(), run);
    }
}
