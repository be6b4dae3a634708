package org.unipelt.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;
import org.unipelt.api.comparison.Run;

/** The runs that are noted in a file, one JSON object a line. Thread-safe. */
final class RunStore {
    static final String FILE = "runs.jsonl";
    private static final String LOCK = "runs.lock";
    /** The folders that comparisons of this process are at work in. */
    private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

    private final JsonMapper json = JsonMapper.builder().build();
    private final Path folder;
    private final Path file;
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /**
     * The runs of a folder, which need not be there; nothing is written. A last line that was cut off while it was written is
     * forgotten.
     *
     * @throws DataException if the file cannot be used
     */
    RunStore(Path folder) {
        this.folder = folder;
        file = folder.resolve(FILE);
        read();
    }

    /** @return the lines that hold runs, where a new line may not follow what is in the file; empty where it may */
    private synchronized Optional<List<String>> read() {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8); // a character may be cut off
            List<String> lines = text.lines().toList();
            List<String> whole = whole(lines);
            boolean ended = whole.size() == lines.size() && (text.isEmpty() || text.endsWith("\n"));
            return ended ? Optional.empty() : Optional.of(whole);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private List<String> whole(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            try {
                Run run = json.readValue(lines.get(i), Run.class);
                runs.put(run.id(), run);
            } catch (JsonProcessingException e) {
                if (i == lines.size() - 1) {
                    return lines.subList(0, i);
                }
                throw new DataException(
                        file + ", line " + (i + 1),
                        "it is no run of a comparison (" + e.getOriginalMessage() + ")",
                        "Remove the line, or name another output folder",
                        e);
            }
        }
        return lines;
    }

    /**
     * Works while no other process notes runs in the folder, and behind the last whole line of the file.
     *
     * @throws DataException if another comparison is at work in the folder, or it cannot be written
     */
    void claimed(Runnable work) {
        Folders.check(folder);
        try {
            Path own = Files.createDirectories(folder).toRealPath();
            if (!CLAIMED.add(own)) { // to open the lock once more and close it would let it go
                throw claimedByAnother();
            }
            try {
                claimed(own.resolve(LOCK), work);
            } finally {
                CLAIMED.remove(own);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void claimed(Path lock, Runnable work) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!locked(channel)) {
                throw claimedByAnother();
            }
            mend();
            work.run();
        }
    }

    private DataException claimedByAnother() {
        return new DataException(
                folder.toString(),
                "another comparison is at work in it",
                "Wait until it has ended, or name another output folder");
    }

    /** False where another process has it; file systems that know no locks have nothing to say against it. */
    private static boolean locked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return true;
        }
    }

    private void mend() throws IOException {
        Optional<List<String>> whole = read();
        if (whole.isPresent()) {
            Path beside = file.resolveSibling(FILE + ".tmp");
            Files.write(beside, whole.get());
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private DataException unusable(IOException e) {
        return new DataException(
                file.toString(), "it cannot be used (" + Failures.reason(e) + ")", "Name another output folder", e);
    }

    /** The run of a job, where it was made. */
    synchronized Optional<Run> get(Job job) {
        return Optional.ofNullable(runs.get(job.id()));
    }

    /**
     * Notes a run; whoever does has it {@link #claimed}.
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
