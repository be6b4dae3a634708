package org.unipelt.shell.console;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that tells whether somebody waits for its next bytes. */
public final class AwaitedInput extends FilterInputStream {
    private volatile boolean awaited;

    /** Reads another stream. */
    public AwaitedInput(InputStream in) {
        super(in);
    }

    /** Whether a reader waits just now. */
    public boolean awaited() {
        return awaited;
    }

    @Override
    public int read() throws IOException {
        awaited = true;
        try {
            return in.read();
        } finally {
            awaited = false;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        awaited = true;
        try {
            return in.read(bytes, offset, length);
        } finally {
            awaited = false;
        }
    }
}
