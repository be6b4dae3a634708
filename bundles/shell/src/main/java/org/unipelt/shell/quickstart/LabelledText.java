package org.unipelt.shell.quickstart;

/**
 * A text with its answer.
 *
 * @param group texts of one group must stay on one side of a split: a synset, a grammar rule
 * @param text the text, in one line
 * @param label the answer
 */
record LabelledText(String group, String text, String label) {}
