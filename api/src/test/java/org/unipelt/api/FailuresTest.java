package org.unipelt.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void theReasonIsNeverAPathAlone() {
        assertEquals("there is no such file or folder", Failures.reason(new NoSuchFileException("a/b")));
        assertEquals("access is denied", Failures.reason(new AccessDeniedException("a/b")));
        assertEquals("No space left", Failures.reason(new FileSystemException("a/b", null, "No space left")));
    }

    @Test
    void aFailureWithoutAMessageIsNamedByItsKind() {
        assertEquals("EOFException", Failures.reason(new EOFException()));
        assertEquals("the disk is gone", Failures.reason(new IOException("the disk is gone")));
    }
}
