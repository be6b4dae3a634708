package org.unipelt.shell.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.UnavailableException;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestServices;

class MemoryTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path home;

    private final TestServices services = new TestServices();

    @Test
    void aProcessIsAsLargeAsLinuxSays() {
        ResidentSize size = ResidentSize.of(List.of("Name:\tjava", "VmHWM:\t    2048 kB", "VmRSS:\t  1024 kB"));
        assertEquals(new ResidentSize(MIB, 2 * MIB), size);
        assertThrows(UnavailableException.class, () -> ResidentSize.of(List.of("Name:\tjava")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatThisProcessUsesIsResident() {
        ByteBuffer used = ByteBuffer.allocateDirect((int) (256 * MIB));
        while (used.hasRemaining()) {
            used.putLong(1);
        }
        ResidentSize size = ResidentSize.read();
        assertTrue(size.now() >= used.capacity(), size::toString);
        assertTrue(size.peak() >= size.now(), size::toString);
    }

    @Test
    void peaksAreComparedWithThatOfFullFineTuning() {
        MemoryResult result = result(new LinkedHashMap<>(Map.of(Compositions.FULL, 400L)));
        result.uses().put("lora", new MemoryResult.Use(7, 100 * MIB, 150 * MIB, 200 * MIB));
        Map<?, ?> lora = (Map<?, ?>) ((List<?>) result.toJson().get("compositions")).get(1);
        assertEquals(0.5, lora.get("ratio_to_full_fine_tuning"));
        StringWriter text = new StringWriter();
        result.print(new PrintWriter(text));
        assertEquals(
                List.of("lora", "7", "100", "150", "200", "0.50"),
                List.of(text.toString()
                        .lines()
                        .skip(3)
                        .findFirst()
                        .orElseThrow()
                        .split(" +")));
    }

    @Test
    void whatAProcessWritesIsReadBack() {
        MemoryResult result = result(Map.of("lora", 3L));
        assertEquals(result, MemoryResult.of((Map<?, ?>)
                Json.parse(Json.pretty(result.toJson())).orElseThrow()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void eachCompositionIsMeasuredByAProcessOfItsOwn() throws IOException {
        Path asked = home.resolve("asked");
        program("echo \"$@\" >> " + asked + "\nfor name; do :; done\n"
                + "echo '{\"base\": \"b\", \"device\": \"cpu\", \"batch\": 2, \"longest\": 9, \"compositions\":"
                + " [{\"name\": \"'\"$name\"'\", \"trained\": 1, \"bytes_loaded\": 1, \"bytes_peak_loading\": 2,"
                + " \"bytes_peak\": '$$'}]}'\n");
        Path texts = Files.writeString(home.resolve("texts"), "a dog\n");
        Run run = Run.of(services, "bench", "memory", "--json", "--base=b", "--batch=2", "--short", "--input=" + texts);
        assertEquals(0, run.code(), run.err());
        List<String> names = List.copyOf(Compositions.trained("b").keySet());
        assertEquals(
                names.stream()
                        .map(name -> "bench memory --json --base=b --batch=2 --steps=4 --input=" + texts
                                + " --composition " + name)
                        .toList(),
                Files.readAllLines(asked));
        MemoryResult result = MemoryResult.of((Map<?, ?>) Json.parse(run.out()).orElseThrow());
        assertEquals(names, List.copyOf(result.uses().keySet()));
        assertEquals(
                names.size(),
                result.uses().values().stream()
                        .map(MemoryResult.Use::peak)
                        .distinct()
                        .count(),
                "processes");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatFailsIsNamed() throws IOException {
        program("exit 137");
        Run run = Run.of(services, "bench", "memory");
        assertEquals(1, run.code());
        assertTrue(
                run.err()
                        .contains("unipelt: the process of 'full fine-tuning': it ended with 137."
                                + " Measure it by --composition."),
                run.err());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutAProgramToStartOneCanBeMeasured() {
        services.home = home;
        Run run = Run.of(services, "bench", "memory");
        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("unipelt: bin/unipelt: "), run.err());
        assertTrue(run.err().contains("--composition"), run.err());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aMistypedCompositionGetsTheNearestOne() {
        Run run = Run.of(services, "bench", "memory", "--composition", "gated onion");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("Did you mean 'gated union'?"), run.err());
    }

    private static MemoryResult result(Map<String, Long> peaks) {
        Map<String, MemoryResult.Use> uses = new LinkedHashMap<>();
        peaks.forEach((name, peak) -> uses.put(name, new MemoryResult.Use(1, MIB, 2 * MIB, peak * MIB)));
        return new MemoryResult("minilm-l6", "cpu", 16, 31, uses);
    }

    private void program(String body) throws IOException {
        Path script = Files.createDirectories(home.resolve("bin")).resolve("unipelt");
        Files.writeString(script, "#!/bin/sh\n" + body);
        assertTrue(script.toFile().setExecutable(true));
        services.home = home;
    }
}
