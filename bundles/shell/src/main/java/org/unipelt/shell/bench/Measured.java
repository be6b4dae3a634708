package org.unipelt.shell.bench;

import java.io.PrintWriter;
import java.util.Map;

/** What a measurement gave. */
public interface Measured {

    /** Everything, for programs. */
    Map<String, Object> toJson();

    /** For people. */
    void print(PrintWriter out);
}
