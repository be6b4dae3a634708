package org.unipelt.api.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.Writing;

/** Reads single keys of a config.json and says which one is wrong. A key with the value null counts as absent. */
@ProviderType
public record ConfigKeys(Map<String, Object> config) {

    /** A whole number of at least 1. */
    public int size(String key, int absent) {
        return config.get(key) == null ? absent : size(key);
    }

    /** A whole number of at least 1; required. */
    public int size(String key) {
        String remedy = "Give a whole number of at least 1";
        Object value = config.get(key);
        if (value == null) {
            throw wrong(key, "is missing", remedy);
        }
        boolean whole = value instanceof Integer || value instanceof Long;
        long number = whole ? ((Number) value).longValue() : 0;
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw wrong(key, "is " + quoted(value), remedy);
        }
        return (int) number;
    }

    /** Refuses a number of heads that does not divide a size. */
    public void requireDivisor(String key, int heads, String of, int size) {
        if (size % heads != 0) {
            throw wrong(
                    key,
                    "is " + heads + ", which does not divide " + of + ", " + size,
                    "Give a number of heads that divides " + of);
        }
    }

    /** A number from 0 to less than 1. */
    public double rate(String key, double absent) {
        double rate = number(key, absent, "Give a number from 0 to less than 1");
        if (rate < 0 || rate >= 1) {
            throw wrong(key, "is " + rate, "Give a number from 0 to less than 1");
        }
        return rate;
    }

    /** A finite number above 0. */
    public double positive(String key, double absent) {
        double number = number(key, absent, "Give a number above 0");
        if (number <= 0 || Double.isInfinite(number)) {
            throw wrong(key, "is " + number, "Give a number above 0");
        }
        return number;
    }

    /** A word. */
    public String word(String key, String absent) {
        Object value = config.get(key);
        if (value == null) {
            return absent;
        }
        if (value instanceof String word) {
            return word;
        }
        throw wrong(key, "is " + quoted(value), "Give a word");
    }

    /** Refuses any other word than this one; {@code absent} null makes the key required. */
    public void requireWord(String key, String only, String absent) {
        Object value = config.get(key);
        if (value == null && absent != null) {
            return;
        }
        if (!only.equals(value)) {
            String reason = value == null ? "is missing" : "is " + quoted(value);
            throw wrong(key, reason, "This model family takes '" + only + "' only");
        }
    }

    /** Refuses a switch that is on. */
    public void requireOff(String key, String remedy) {
        if (flag(key, false)) {
            throw wrong(key, "is true", remedy);
        }
    }

    /** A switch. */
    public boolean flag(String key, boolean absent) {
        Object value = config.get(key);
        if (value == null) {
            return absent;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(key, "is " + quoted(value), "Give true or false");
    }

    /** The id of a token; empty where the key is absent. */
    public OptionalInt token(String key) {
        List<Integer> ids = tokens(key);
        return ids.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ids.get(0));
    }

    /** The ids of tokens, written as one or as a list; none where the key is absent. */
    public List<Integer> tokens(String key) {
        Object value = config.get(key);
        if (value == null) {
            return List.of();
        }
        List<Integer> ids = new ArrayList<>();
        for (Object id : value instanceof List<?> list ? list : List.of(value)) {
            if (!(id instanceof Integer number) || number < 0) {
                throw wrong(key, "holds " + quoted(id), "Give the id of a token, a whole number from 0");
            }
            ids.add(number);
        }
        return ids;
    }

    /** How a decoder without an encoder goes on with a text; padding is the token that ends it where none is named. */
    public Writing writing() {
        List<Integer> end = tokens("eos_token_id");
        return new Writing(OptionalInt.empty(), end, token("pad_token_id").orElse(end.isEmpty() ? 0 : end.get(0)));
    }

    /** What to say of a key that is wrong. */
    public static ConfigurationException wrong(String key, String reason, String remedy) {
        return new ConfigurationException("config.json", "'" + key + "' " + reason, remedy);
    }

    private double number(String key, double absent, String remedy) {
        Object value = config.get(key);
        if (value == null) {
            return absent;
        }
        if (value instanceof Number number && !Double.isNaN(number.doubleValue())) {
            return number.doubleValue();
        }
        throw wrong(key, "is " + quoted(value), remedy);
    }

    private static String quoted(Object value) {
        return value instanceof String ? "'" + value + "'" : String.valueOf(value);
    }
}
