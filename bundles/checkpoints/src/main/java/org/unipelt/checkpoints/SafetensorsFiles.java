package org.unipelt.checkpoints;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;

/** Reads and writes safetensors files; NaN and infinity are refused both ways, so what was written can be read. */
@Component
public final class SafetensorsFiles implements TensorFiles {
    private final SafetensorsWriter writer;

    /** For the disk as it is. */
    @Activate
    public SafetensorsFiles() {
        this(new WholeFiles());
    }

    SafetensorsFiles(WholeFiles files) {
        this.writer = new SafetensorsWriter(files);
    }

    @Override
    public Map<String, TensorData> read(Path file) {
        try (FileView view = FileView.open(file)) {
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            SafetensorsHeader.read(view).tensors().forEach((name, entry) -> tensors.put(name, read(view, name, entry)));
            return tensors;
        }
    }

    @Override
    public void write(Path file, Map<String, TensorData> tensors, Map<String, String> metadata) {
        SortedMap<String, SafetensorsWriter.Tensor> sorted = new TreeMap<>();
        tensors.forEach((name, data) ->
                sorted.put(name, new SafetensorsWriter.Tensor(data.shape(), data.integer(), () -> data)));
        writer.write(file, file.toString(), sorted, metadata);
    }

    private static TensorData read(FileView view, String name, SafetensorsHeader.Entry entry) {
        long count = entry.shape().size();
        if (entry.format().integer()) {
            return TensorData.of(entry.shape(), view.longs(entry.offset(), entry.format(), count));
        }
        float[] values = view.floats(entry.offset(), entry.format(), count);
        FiniteNumbers.check(values, view.shown(), name);
        return TensorData.of(entry.shape(), values);
    }
}
