package org.unipelt.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;

/**
 * An installation on disk: its folder and what {@code conf/config.properties} says.
 *
 * <p>Values may use {@code ${unipelt.home}}, any system property and any other key of the file. Keys that begin with
 * {@code system.} become system properties (without the prefix), all others framework properties.
 */
record Installation(Path home, Map<String, String> frameworkProperties, Map<String, String> systemProperties) {

    private static final String SYSTEM_PREFIX = "system.";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^{}]+)}");
    /** Deep enough for any sensible file; a cycle of variables goes past it. */
    private static final int MAX_DEPTH = 16;

    static Installation read(Path home) {
        Properties raw = load(home.resolve("conf").resolve("config.properties"));
        raw.setProperty("unipelt.home", home.toAbsolutePath().normalize().toString());
        Map<String, String> framework = new TreeMap<>();
        Map<String, String> system = new TreeMap<>();
        for (String key : raw.stringPropertyNames()) {
            String value = substitute(raw.getProperty(key), raw, key, 0);
            if (key.startsWith(SYSTEM_PREFIX)) {
                system.put(key.substring(SYSTEM_PREFIX.length()), value);
            } else {
                framework.put(key, value);
            }
        }
        return new Installation(home, Map.copyOf(framework), Map.copyOf(system));
    }

    /** The folder whose sub-folders hold the bundles, see {@link BundleFolders}. */
    Path bundles() {
        return home.resolve("bundle");
    }

    /** The start level that the framework goes up to. */
    int lastLevel() {
        String level = frameworkProperties.getOrDefault(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "1");
        try {
            return Integer.parseInt(level.trim());
        } catch (NumberFormatException e) {
            throw new LaunchException("conf/config.properties: " + Constants.FRAMEWORK_BEGINNING_STARTLEVEL + " is '"
                    + level + "', and should be a whole number");
        }
    }

    private static Properties load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new LaunchException(
                    "conf/config.properties of the installation cannot be read (" + e.getMessage()
                            + "): unpack the distribution again",
                    e);
        }
        return properties;
    }

    private static String substitute(String value, Properties properties, String key, int depth) {
        if (depth > MAX_DEPTH) {
            throw new LaunchException("conf/config.properties: the variables of " + key + " refer to each other");
        }
        UnaryOperator<String> lookUp = name -> {
            String found = System.getProperty(name, properties.getProperty(name));
            if (found == null) {
                throw new LaunchException("conf/config.properties: " + key + " uses ${" + name
                        + "}, which is neither a key of the file nor a system property");
            }
            return substitute(found, properties, key, depth + 1);
        };
        return VARIABLE.matcher(value).replaceAll(match -> Matcher.quoteReplacement(lookUp.apply(match.group(1))));
    }
}
