package org.unipelt.task.classification;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.unipelt.api.DataException;
import org.unipelt.api.options.Nearest;
import org.unipelt.task.sentence.HeadState;

/** The classes by name, in the order of the head's scores. */
final class Labels {
    private static final String LABELS = "labels";
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");

    private final List<String> names;
    private final Map<String, Integer> indices = new HashMap<>();

    private Labels(List<String> names) {
        this.names = List.copyOf(names);
        for (int i = 0; i < names.size(); i++) {
            indices.put(names.get(i), i);
        }
    }

    /** The different labels of a data set: by number where all are integers, so that 10 stands behind 9; else as text. */
    static Labels of(Collection<String> labels) {
        List<String> distinct = labels.stream().distinct().sorted().toList();
        boolean integers =
                distinct.stream().allMatch(label -> INTEGER.matcher(label).matches());
        return new Labels(
                integers
                        ? distinct.stream()
                                .sorted(Comparator.comparing(BigInteger::new))
                                .toList()
                        : distinct);
    }

    /** The labels that {@link #describe} described. */
    static Labels of(HeadState state) {
        return new Labels(state.get(LABELS, null, "a list of at least two different texts", Labels::names));
    }

    private static Optional<List<String>> names(Object value) {
        List<String> names = new ArrayList<>();
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            list.forEach(name -> names.add((String) name));
        }
        return names.size() < 2 || new HashSet<>(names).size() < names.size() ? Optional.empty() : Optional.of(names);
    }

    /** Adds to a state what {@link #of(HeadState)} needs. */
    void describe(Map<String, Object> state) {
        state.put(LABELS, names);
    }

    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    /**
     * The place of a label.
     *
     * @param where what to name if it is not known: file and line
     */
    int index(String where, String label) {
        Integer index = indices.get(label);
        if (index == null) {
            throw new DataException(
                    where,
                    label == null ? "there is no label" : "the label '" + label + "' is not in the training data",
                    label == null ? "Add one of " + Nearest.some(names) : Nearest.hint(label, names));
        }
        return index;
    }
}
