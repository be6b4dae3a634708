package org.unipelt.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/** Records of tab-separated text without any quoting: a quote is a character like any other. */
final class TsvRecords implements Records {
    private final EncodedReader text;
    private final BufferedReader lines;
    private int line;

    TsvRecords(EncodedReader text) {
        this.text = text;
        this.lines = new BufferedReader(text);
    }

    @Override
    public Fields next() throws IOException {
        text.startRow(++line);
        String content = lines.readLine();
        return content == null ? null : new Fields(line, List.of(content.split("\t", -1)));
    }
}
