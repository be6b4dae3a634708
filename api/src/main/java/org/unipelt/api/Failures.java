package org.unipelt.api;

import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.osgi.annotation.versioning.ProviderType;

/** Says in words why something failed: the bare messages of the system's exceptions are often only a path, or null. */
@ProviderType
public final class Failures {
    private Failures() {}

    /** The reason as part of a sentence, without the name of the file. */
    public static String reason(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        if (failure instanceof ClosedChannelException) {
            return "it was closed";
        }
        if (failure instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
