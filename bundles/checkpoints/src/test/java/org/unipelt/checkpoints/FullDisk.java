package org.unipelt.checkpoints;

import java.io.IOException;
import java.io.OutputStream;

/** A disk with room for so many bytes, which then says what Linux says. */
final class FullDisk extends OutputStream {
    private final OutputStream disk;
    private long room;

    FullDisk(OutputStream disk, long room) {
        this.disk = disk;
        this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int fits = (int) Math.min(room, length);
        disk.write(bytes, offset, fits);
        room -= fits;
        if (fits < length) {
            throw new IOException("No space left on device");
        }
    }
}
