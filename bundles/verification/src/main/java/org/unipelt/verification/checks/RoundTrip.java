package org.unipelt.verification.checks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.pack.Interchange;

/** Writes an imported pack in peft's format again, and compares the two files. */
final class RoundTrip {
    private static final String FILE = "adapter_model.safetensors";

    private final Interchange interchange;
    private final TensorFiles tensors;
    private final Findings findings;

    RoundTrip(Interchange interchange, TensorFiles tensors, Findings findings) {
        this.interchange = interchange;
        this.tensors = tensors;
        this.findings = findings;
    }

    /**
     * @param folder the folder that was imported
     * @param pack the pack that it was imported into
     * @param export the folder to write
     */
    void check(Folder folder, Path pack, Path export) {
        if (!folder.has(FILE)) {
            findings.known("export", "there is no " + FILE + " to compare with");
            return;
        }
        try {
            interchange.exportTo(pack, export).forEach(note -> findings.known("export", note));
        } catch (ConfigurationException e) {
            findings.known("export", e.getMessage());
            return;
        }
        boolean twoHalves = folder.read("adapter_config.json")
                        .path("num_transformer_submodules")
                        .asInt()
                == 2;
        compare(tensors.read(folder.file(FILE)), tensors.read(export.resolve(FILE)), twoHalves);
    }

    /** @param twoHalves whether virtual tokens stand there for a decoder too, which nothing reads */
    private void compare(Map<String, TensorData> read, Map<String, TensorData> written, boolean twoHalves) {
        Set<String> missing = new TreeSet<>(read.keySet());
        missing.removeAll(written.keySet());
        Set<String> more = new TreeSet<>(written.keySet());
        more.removeAll(read.keySet());
        findings.expect(
                "exported names", missing.isEmpty() && more.isEmpty(), "missing: " + missing + ", too many: " + more);
        read.forEach((name, tensor) -> {
            if (written.containsKey(name)) {
                boolean half = twoHalves && twice(written.get(name));
                if (half) {
                    findings.known("exported " + name, "its second half is for a decoder, which reads none of it");
                }
                findings.compareCopy(
                        "exported " + name,
                        half ? firstHalf(tensor) : tensor,
                        half ? firstHalf(written.get(name)) : written.get(name));
            }
        });
    }

    /** Whether the rows stand there twice: virtual tokens that peft keeps for a decoder too, where nothing reads them. */
    private static boolean twice(TensorData tensor) {
        int length = tensor.floats() == null ? 0 : tensor.floats().length;
        return tensor.shape().numDimensions() == 2
                && tensor.shape().get(0) % 2 == 0
                && Arrays.equals(tensor.floats(), 0, length / 2, tensor.floats(), length / 2, length);
    }

    private static TensorData firstHalf(TensorData tensor) {
        return TensorData.of(
                Shape.of(tensor.shape().get(0) / 2, tensor.shape().get(1)),
                Arrays.copyOf(tensor.floats(), tensor.floats().length / 2));
    }
}
