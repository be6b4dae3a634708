package org.unipelt.shell.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void aLineThatIsThereIsGivenWithoutWaitingForMore() throws IOException {
        PipedOutputStream writer = new PipedOutputStream();
        try (PipedInputStream reader = new PipedInputStream(writer)) {
            Lines lines = new Lines(reader, "pipe");
            writer.write("one\n".getBytes(StandardCharsets.UTF_8));
            assertEquals(List.of("one"), lines.next(100));
            writer.write("two\nthree".getBytes(StandardCharsets.UTF_8));
            writer.close();
            assertEquals(List.of("two", "three"), lines.next(100));
            assertEquals(3, lines.number());
            assertEquals(List.of(), lines.next(100));
        }
    }
}
