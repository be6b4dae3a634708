package org.unipelt.api.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Data sets that are known by name: what a user would otherwise write of their files, columns and metric. */
@ProviderType
public interface DataSets {

    /** All that are known, in a reader's order. */
    List<KnownDataSet> list();

    /**
     * A task section with all keys written out where it names a data set: {@code {"dataset": "cola", "folder": "data/CoLA"}};
     * any other as it is. Keys that stand in the section stay as they are; the files of the others are found in its folder, and
     * relative paths stay relative to the configuration's folder.
     *
     * @param task the task section as a user wrote it
     * @param folder the configuration's folder
     * @throws org.unipelt.api.ConfigurationException if the name is not known (names the nearest)
     * @throws org.unipelt.api.DataException if a file is missing in the folder
     */
    Map<String, Object> complete(Map<String, Object> task, Path folder);

    /**
     * A known data set.
     *
     * @param name what users write as {@code dataset}
     * @param about what it is, in one line
     * @param task the keys that it stands for, but for files
     * @param files by key, what the files are called; several names where copies differ
     */
    @ProviderType
    record KnownDataSet(String name, String about, Map<String, Object> task, Map<String, List<String>> files) {
        public KnownDataSet {
            task = Collections.unmodifiableMap(new LinkedHashMap<>(task));
            files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        }
    }
}
