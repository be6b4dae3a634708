package org.unipelt.datasets;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.data.DataSets;
import org.unipelt.api.options.Nearest;

/** The data sets of sets.json. */
@Component
public final class KnownDataSets implements DataSets {
    private static final String DATASET = "dataset";
    private static final String FOLDER = "folder";
    /** The file that may be missing: copies of a data set often come without it, and training does not read it. */
    private static final String OPTIONAL = "test";

    private final List<KnownDataSet> sets;

    @Activate
    public KnownDataSets() {
        try (InputStream json = KnownDataSets.class.getResourceAsStream("sets.json")) {
            sets = List.copyOf(new ObjectMapper().readValue(json, new TypeReference<List<KnownDataSet>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("sets.json is a part of this bundle", e);
        }
    }

    @Override
    public List<KnownDataSet> list() {
        return sets;
    }

    @Override
    public Map<String, Object> complete(Map<String, Object> task, Path folder) {
        if (!task.containsKey(DATASET)) {
            return task;
        }
        KnownDataSet set = require(text(task, DATASET, ""));
        Map<String, Object> own = new LinkedHashMap<>(task);
        own.remove(DATASET);
        own.remove(FOLDER);
        Path place = Path.of(text(task, FOLDER, ""));
        Map<String, Object> completed = new LinkedHashMap<>(set.task());
        set.files().forEach((key, names) -> {
            if (!own.containsKey(key)) {
                file(set, key, place, folder).ifPresent(file -> completed.put(key, file));
            }
        });
        completed.putAll(own);
        return completed;
    }

    private KnownDataSet require(String name) {
        return sets.stream()
                .filter(set -> set.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        "task",
                        "the data set '" + name + "' is not known",
                        Nearest.hint(name, sets.stream().map(KnownDataSet::name).toList())));
    }

    /** The file of a key as a configuration names it: relative where the folder is. */
    private static Optional<String> file(KnownDataSet set, String key, Path place, Path folder) {
        List<String> names = set.files().get(key);
        Optional<String> found = names.stream()
                .map(place::resolve)
                .filter(file -> Files.exists(folder.resolve(file)))
                .map(Path::toString)
                .findFirst();
        if (found.isEmpty() && !key.equals(OPTIONAL)) {
            throw new DataException(
                    folder.resolve(place).toString(),
                    "the file " + String.join(" or ", names) + " of the data set '" + set.name() + "' is not in it",
                    "Name the folder that has it as \"" + FOLDER + "\", or the file itself as \"" + key + "\"");
        }
        return found;
    }

    private static String text(Map<String, Object> task, String key, String otherwise) {
        Object value = task.getOrDefault(key, otherwise);
        if (value instanceof String text) {
            return text;
        }
        throw new ConfigurationException(
                "task", "'" + value + "' is not a value for '" + key + "'", "Write \"" + key + "\": \"...\"");
    }
}
