package org.unipelt.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line why something failed. */
final class Reason {

    private static final String MISSING = "missing requirement ";
    /** The resolver repeats the whole list after this. */
    private static final String REPETITION = " Unresolved requirements";

    private static final Pattern PACKAGE = Pattern.compile("osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern VERSION = Pattern.compile("\\(version>=([^)]+)\\)");

    private Reason() {}

    static String of(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return unresolved(message.lines().findFirst().orElse(cause.toString()));
    }

    /** Of the resolver's chain the last link is the reason, the others follow from it. */
    private static String unresolved(String message) {
        int last = message.split(REPETITION, 2)[0].lastIndexOf(MISSING);
        if (last < 0) {
            return message;
        }
        String requirement = message.substring(last + MISSING.length()).split(REPETITION, 2)[0];
        Matcher name = PACKAGE.matcher(requirement);
        return name.find()
                ? "no bundle provides the package " + name.group(1) + versions(requirement)
                : "no bundle provides " + requirement;
    }

    private static String versions(String requirement) {
        List<String> bounds = new ArrayList<>();
        Matcher version = VERSION.matcher(requirement);
        while (version.find()) {
            bounds.add(version.group(1));
        }
        return switch (bounds.size()) {
            case 0 -> "";
            case 1 -> ", version " + bounds.get(0) + " or later";
            default -> ", version " + bounds.get(0) + " or later and below " + bounds.get(1);
        };
    }
}
