package org.unipelt.interchange;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.unipelt.api.DataException;
import org.unipelt.api.pelt.Site;

/**
 * Which modules peft's {@code target_modules} mean. The file's tensors say which sites an adapter has; this says whether any
 * is missing.
 */
final class TargetModules {
    /** All maps but the last, which gives scores. */
    private static final String ALL_LINEAR = "all-linear";

    private final Keys config;
    private final Object targets;
    private final Object excluded;
    private final Set<Integer> layers;
    private final boolean everyLayer;

    TargetModules(Keys config) {
        this.config = config;
        targets = config.value("target_modules");
        excluded = config.value("exclude_modules");
        everyLayer = config.value("layers_to_transform") == null;
        layers = config.layers("layers_to_transform");
        config.ignoring("layers_pattern");
    }

    /** @param path the module's path with the name of the whole in front */
    boolean include(Site site, String path) {
        boolean named = targets != null && (ALL_LINEAR.equals(targets) || matches("target_modules", targets, path));
        return named
                && (everyLayer || layers.contains(site.layer()))
                && !(excluded != null && matches("exclude_modules", excluded, path));
    }

    private boolean matches(String key, Object names, String path) {
        if (names instanceof List<?> list) {
            return list.stream().map(String::valueOf).anyMatch(name -> path.equals(name) || path.endsWith("." + name));
        }
        return pattern(config, key, String.valueOf(names)).matcher(path).matches();
    }

    /**
     * The number that a pattern gives a module, as {@code alpha_pattern} and {@code rank_pattern} do: the first that matches
     * the end of its path counts.
     */
    static double patterned(Keys config, String key, String path, double fallback) {
        for (var entry : config.object(key).entrySet()) {
            String expression = entry.getKey().startsWith("^") ? entry.getKey() : "(.*\\.)?(" + entry.getKey() + ")";
            if (pattern(config, key, expression).matcher(path).matches()) {
                if (entry.getValue() instanceof Number number) {
                    return number.doubleValue();
                }
                throw config.wrong(key, "an object of numbers");
            }
        }
        return fallback;
    }

    private static Pattern pattern(Keys config, String key, String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new DataException(
                    config.where() + ", " + key,
                    "'" + expression + "' is not a regular expression: " + e.getDescription(),
                    "Write the modules' names in full",
                    e);
        }
    }
}
