package org.unipelt.model.bert;

import java.util.Map;
import org.unipelt.api.ConfigurationException;

/** Reads single keys of a config.json and says which one is wrong. A key with the value null counts as absent. */
record ConfigKeys(Map<String, Object> config) {

    /** A whole number of at least 1; required. */
    int size(String key) {
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

    /** A number from 0 to less than 1. */
    double rate(String key, double absent) {
        double rate = number(key, absent, "Give a number from 0 to less than 1");
        if (rate < 0 || rate >= 1) {
            throw wrong(key, "is " + rate, "Give a number from 0 to less than 1");
        }
        return rate;
    }

    /** A finite number above 0. */
    double positive(String key, double absent) {
        double number = number(key, absent, "Give a number above 0");
        if (number <= 0 || Double.isInfinite(number)) {
            throw wrong(key, "is " + number, "Give a number above 0");
        }
        return number;
    }

    String word(String key, String absent) {
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
    void requireWord(String key, String only, String absent) {
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
    void requireOff(String key) {
        Object value = config.get(key);
        if (value != null && !Boolean.FALSE.equals(value)) {
            throw wrong(key, "is " + quoted(value), "BERT is supported as an encoder only: set it to false");
        }
    }

    static ConfigurationException wrong(String key, String reason, String remedy) {
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
