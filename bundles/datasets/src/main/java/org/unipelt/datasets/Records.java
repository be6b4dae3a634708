package org.unipelt.datasets;

import java.io.IOException;
import java.util.List;

/** The records of a delimited file, one after the other; the header is the first of them. */
@FunctionalInterface
interface Records {

    /** The next record; null behind the last. */
    Fields next() throws IOException;

    /**
     * A record.
     *
     * @param line the line where it starts, from 1
     * @param values its fields in order
     */
    record Fields(int line, List<String> values) {
        public Fields {
            values = List.copyOf(values);
        }

        /** Whether the line holds nothing at all. */
        boolean blank() {
            return values.size() == 1 && values.get(0).isEmpty();
        }
    }
}
