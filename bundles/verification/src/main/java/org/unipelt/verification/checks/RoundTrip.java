package org.unipelt.verification.checks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        Map<String, TensorData> read = new LinkedHashMap<>(tensors.read(folder.file(FILE)));
        if (read.keySet().removeIf(PeftUnread::again)) {
            findings.known("export", "the classifier's biases that peft saved a second time are not written");
        }
        compare(read, tensors.read(export.resolve(FILE)), PeftUnread.of(folder.read("adapter_config.json")));
    }

    private void compare(Map<String, TensorData> read, Map<String, TensorData> written, PeftUnread unread) {
        Set<String> missing = new TreeSet<>(read.keySet());
        missing.removeAll(written.keySet());
        Set<String> more = new TreeSet<>(written.keySet());
        more.removeAll(read.keySet());
        findings.expect(
                "exported names", missing.isEmpty() && more.isEmpty(), "missing: " + missing + ", too many: " + more);
        read.forEach((name, tensor) -> {
            if (written.containsKey(name)) {
                compare(name, tensor, written.get(name), unread);
            }
        });
    }

    private void compare(String name, TensorData read, TensorData written, PeftUnread unread) {
        String line = "exported " + name;
        if (!unread.in(name, read) || !read.shape().equals(written.shape())) {
            findings.compareCopy(line, read, written);
            return;
        }
        findings.known(line, unread.reason());
        findings.compareCopy(line, unread.removed(read), unread.removed(written));
    }
}
