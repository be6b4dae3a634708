package org.unipelt.shell.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void columnsAreReadFromWhatSttyPrints() {
        assertEquals(132, Terminal.parse("40 132\n", 100));
        assertEquals(100, Terminal.parse("", 100));
        assertEquals(100, Terminal.parse("0 0", 100));
        assertEquals(40, Terminal.parse("5 3", 100));
    }

    @Test
    void pipesAndFilesAreNoTerminals() {
        assertTrue(Terminal.isTerminalDevice("/dev/pts/3"));
        assertTrue(Terminal.isTerminalDevice("/dev/tty1"));
        assertFalse(Terminal.isTerminalDevice("pipe:[12345]"));
        assertFalse(Terminal.isTerminalDevice("/dev/null"));
    }
}
