package org.unipelt.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.unipelt.api.UnavailableException;

/**
 * How much memory this process holds, its heap, native memory and mapped files in use together, in bytes.
 *
 * @param now at the moment
 * @param peak the most since the process started
 */
record ResidentSize(long now, long peak) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String UNIT = " kB";

    /** @throws UnavailableException where the system does not tell: anywhere but on Linux */
    static ResidentSize read() {
        try {
            return of(Files.readAllLines(STATUS));
        } catch (IOException e) {
            throw new UnavailableException(
                    "the resident size of a process",
                    "this system has no " + STATUS,
                    "Measure memory on Linux, or in a Linux container",
                    e);
        }
    }

    /** @param status as Linux writes it: {@code VmHWM:   123456 kB} */
    static ResidentSize of(List<String> status) {
        return new ResidentSize(bytes(status, "VmRSS:"), bytes(status, "VmHWM:"));
    }

    private static long bytes(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field) && line.endsWith(UNIT))
                .map(line -> line.substring(field.length(), line.length() - UNIT.length()))
                .mapToLong(kilobytes -> Long.parseLong(kilobytes.strip()) << 10)
                .findFirst()
                .orElseThrow(() -> new UnavailableException(
                        "the resident size of a process", STATUS + " has no " + field, "Measure memory on Linux"));
    }
}
