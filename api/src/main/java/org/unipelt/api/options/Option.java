package org.unipelt.api.options;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;

/**
 * One key of a service's configuration: its type, default, range or choices, and one line of help.
 *
 * @param name the key, in the words of the field: {@code r}, {@code lora_alpha}, {@code bottleneck}
 * @param type what the value is
 * @param fallback the default, already of the right Java type; null when the key must be given
 * @param minimum the smallest number allowed, inclusive
 * @param maximum the largest number allowed, inclusive
 * @param choices the words allowed, for numbers beside them; empty when any text will do
 * @param required whether the key must be given
 * @param help one line that says what the key does
 */
@ProviderType
public record Option(
        String name,
        Type type,
        Object fallback,
        double minimum,
        double maximum,
        List<String> choices,
        boolean required,
        String help) {

    /** The types that a configuration knows, and the Java type of each. */
    @ProviderType
    public enum Type {
        /** A whole number: {@link Integer}. */
        INTEGER,
        /** A real number: {@link Double}. */
        NUMBER,
        /** True or false: {@link Boolean}. */
        FLAG,
        /** One word of the choices, or any text when there are none: {@link String}. */
        TEXT,
        /** Several words of the choices, or any texts: {@code List<String>}. */
        LIST,
        /** Several numbers, each by its name: {@code Map<String, Double>}. */
        NUMBERS,
        /** A file, resolved against the folder of the configuration: {@link String}. */
        PATH
    }

    public Option {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        choices = List.copyOf(choices);
    }

    /** A whole number of any size. */
    public static Option integer(String name, int fallback, String help) {
        return new Option(name, Type.INTEGER, fallback, Integer.MIN_VALUE, Integer.MAX_VALUE, List.of(), false, help);
    }

    /** A real number of any size. */
    public static Option number(String name, double fallback, String help) {
        return new Option(name, Type.NUMBER, fallback, -Double.MAX_VALUE, Double.MAX_VALUE, List.of(), false, help);
    }

    /** True or false. */
    public static Option flag(String name, boolean fallback, String help) {
        return new Option(name, Type.FLAG, fallback, 0, 0, List.of(), false, help);
    }

    /** Text; with choices, one of them. A null default means that absence has a meaning of its own. */
    public static Option text(String name, String fallback, String help, String... choices) {
        return new Option(name, Type.TEXT, fallback, 0, 0, List.of(choices), false, help);
    }

    /** Several texts; with choices, each one of them. */
    public static Option list(String name, List<String> fallback, String help, String... choices) {
        return new Option(name, Type.LIST, List.copyOf(fallback), 0, 0, List.of(choices), false, help);
    }

    /** Numbers by name, as {@code {"lora": 0.5}}; empty where nothing is given. */
    public static Option numbers(String name, String help) {
        return new Option(name, Type.NUMBERS, Map.of(), -Double.MAX_VALUE, Double.MAX_VALUE, List.of(), false, help);
    }

    /** A file; no default. */
    public static Option path(String name, String help) {
        return new Option(name, Type.PATH, null, 0, 0, List.of(), false, help);
    }

    /** The same option, its number held between two bounds, both allowed. */
    public Option between(double low, double high) {
        return new Option(name, type, fallback, low, high, choices, required, help);
    }

    /** The same option, which takes these words beside numbers. */
    public Option orWord(String... words) {
        return new Option(name, type, fallback, minimum, maximum, List.of(words), required, help);
    }

    /** The same option without a default, where absence has a meaning of its own: see {@link Options#has}. */
    public Option withoutDefault() {
        return new Option(name, type, null, minimum, maximum, choices, false, help);
    }

    /** The same option, which must be given. */
    public Option mandatory() {
        return new Option(name, type, null, minimum, maximum, choices, true, help);
    }

    /** The same option with another default, checked like any value. */
    Option withDefault(Object value, String where) {
        return new Option(name, type, convert(value, where), minimum, maximum, choices, required, help);
    }

    /** Type, range or choices and default, for help and error messages: {@code integer, 1 to 1024, default 8}. */
    public String describe() {
        StringBuilder text = new StringBuilder(type.name().toLowerCase());
        if ((isNumeric() || type == Type.NUMBERS) && (minimum > -1e9 || maximum < 1e9)) {
            text.append(", ").append(plain(minimum)).append(maximum < 1e9 ? " to " + plain(maximum) : " or more");
        }
        if (!choices.isEmpty()) {
            text.append(isNumeric() ? ", or " : ", of ").append(String.join(" | ", choices));
        }
        return text.append(
                        required
                                ? ", required"
                                : fallback == null || Map.of().equals(fallback) ? "" : ", default " + fallback)
                .toString();
    }

    /** The value in this option's Java type, or one error that names key, value and what is allowed. */
    Object convert(Object value, String where) {
        if (isNumeric() && choices.contains(value)) {
            return value;
        }
        Object converted = typed(value);
        if (converted == null || !within(converted)) {
            throw refuse(value, where);
        }
        if (!isNumeric() && !choices.isEmpty()) {
            List<?> words = converted instanceof List<?> list ? list : List.of(converted);
            for (Object word : words) {
                if (!choices.contains(word)) {
                    throw new ConfigurationException(
                            where,
                            "'" + word + "' is not allowed for '" + name + "' (" + describe() + ")",
                            Nearest.hint(word.toString(), choices));
                }
            }
        }
        return converted;
    }

    private boolean within(Object converted) {
        Collection<?> numbers =
                switch (type) {
                    case INTEGER, NUMBER -> List.of(converted);
                    case NUMBERS -> ((Map<?, ?>) converted).values();
                    default -> List.of();
                };
        return numbers.stream()
                .mapToDouble(number -> ((Number) number).doubleValue())
                .allMatch(number -> number >= minimum && number <= maximum);
    }

    private Object typed(Object value) {
        return switch (type) {
            case INTEGER -> wholeNumber(value);
            case NUMBER -> realNumber(value);
            case FLAG ->
                value instanceof Boolean b
                        ? b
                        : "true".equals(value) ? Boolean.TRUE : "false".equals(value) ? Boolean.FALSE : null;
            // one of words such as true, false and never
            case TEXT ->
                value instanceof String s ? s : value instanceof Boolean b && !choices.isEmpty() ? b.toString() : null;
            case PATH -> value instanceof String s && !s.isBlank() ? s : null;
            case LIST -> texts(value);
            case NUMBERS -> numbersByName(value);
        };
    }

    private static Integer wholeNumber(Object value) {
        Double number = realNumber(value);
        return number != null && number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE
                ? (Integer) number.intValue()
                : null;
    }

    private static Double realNumber(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try { // configuration files of the framework hold everything as text
            return value instanceof String text ? (Double) Double.parseDouble(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static List<String> texts(Object value) {
        if (value instanceof String text) {
            return List.of(text.split("\\s*,\\s*"));
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        return value instanceof String[] array ? List.of(array) : null;
    }

    /** From JSON an object; from configuration files, which hold texts alone, {@code lora=0.5, adapter=1}. */
    private static Map<String, Double> numbersByName(Object value) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, number) -> numbers.put(String.valueOf(key), realNumber(number)));
        } else if (value instanceof String text) {
            for (String pair : text.split("\\s*,\\s*")) {
                String[] sides = pair.split("\\s*=\\s*", 2);
                numbers.put(sides[0], sides.length < 2 ? null : realNumber(sides[1]));
            }
        } else {
            return null;
        }
        return numbers.containsValue(null) ? null : Collections.unmodifiableMap(numbers);
    }

    private ConfigurationException refuse(Object value, String where) {
        String shown = value instanceof Map<?, ?> ? "an object" : "'" + value + "'";
        return new ConfigurationException(
                where, shown + " is not a value for '" + name + "'", "It takes: " + describe() + " (" + help + ")");
    }

    private boolean isNumeric() {
        return type == Type.INTEGER || type == Type.NUMBER;
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
