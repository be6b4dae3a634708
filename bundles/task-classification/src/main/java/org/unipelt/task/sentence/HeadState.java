package org.unipelt.task.sentence;

import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.unipelt.api.DataException;

/**
 * What a pack says of its head.
 *
 * @param task whose head it is, for messages
 * @param values by key
 */
public record HeadState(String task, Map<String, Object> values) {

    /**
     * The value of a key.
     *
     * @param otherwise the value where the key is not there, as in packs from before it was known; null if it must be there
     * @param expected what it should be, for messages
     * @param read gives the value if it is that
     * @throws DataException if it is not
     */
    public <T> T get(String key, T otherwise, String expected, Function<Object, Optional<T>> read) {
        if (otherwise != null && !values.containsKey(key)) {
            return otherwise;
        }
        return Optional.ofNullable(values.get(key))
                .flatMap(read)
                .orElseThrow(() -> new DataException(
                        "state of the " + task + " head",
                        "'" + key + "' is not " + expected + ": " + values.get(key),
                        "The pack is damaged; copy it again or train anew"));
    }

    /** Reads a number from 0 to 1. */
    public static Optional<Double> share(Object value) {
        return number(share -> share >= 0 && share <= 1).apply(value);
    }

    /** Reads a number that is accepted. */
    public static Function<Object, Optional<Double>> number(DoublePredicate accepted) {
        return value -> Optional.of(value)
                .filter(Number.class::isInstance)
                .map(number -> ((Number) number).doubleValue())
                .filter(accepted::test);
    }

    /** Reads a value of this type that is accepted. */
    public static <T> Function<Object, Optional<T>> of(Class<T> type, Predicate<T> accepted) {
        return value ->
                Optional.of(value).filter(type::isInstance).map(type::cast).filter(accepted);
    }
}
