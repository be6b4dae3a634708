package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Failures;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;

/** Values before training: they depend on the run's seed and the parameter's name alone, not on what else is composed. */
final class InitialValues {
    private InitialValues() {}

    /**
     * A value for each parameter: the one that is given, or else its initial value.
     *
     * @param given values by parameter name
     */
    static Map<String, float[]> complete(
            List<Parameter> parameters, Map<String, float[]> given, long seed, Initializer.Base base) {
        Map<String, float[]> values = new LinkedHashMap<>();
        parameters.forEach(parameter -> values.put(parameter.name(), given(parameter, given, seed, base)));
        return values;
    }

    /** Sets a variable for each parameter to the same, without all values in the heap at once; frees them where that fails. */
    static void assign(
            Variables variables, Host host, List<Parameter> parameters, Map<String, float[]> given, long seed) {
        Map<String, Parameter> byName = new LinkedHashMap<>();
        parameters.forEach(parameter -> byName.put(parameter.name(), parameter));
        Initializer.Base base = host.values();
        try {
            variables.assign(host.session(), byName.keySet(), name -> given(byName.get(name), given, seed, base));
        } catch (RuntimeException | Error e) {
            variables.destroy(host.session());
            throw e;
        }
    }

    private static float[] given(Parameter parameter, Map<String, float[]> given, long seed, Initializer.Base base) {
        float[] value = given.get(parameter.name());
        return value == null ? of(parameter, seed, base) : value;
    }

    static float[] of(Parameter parameter, long seed, Initializer.Base base) {
        float[] values = new float[Math.toIntExact(parameter.size())];
        try {
            parameter.initializer().fill(values, parameter.shape(), new Random(mixed(seed, parameter.name())), base);
        } catch (RuntimeException | LinkageError e) {
            throw new ConfigurationException(
                    "parameter '" + parameter.name() + "'",
                    "its first values cannot be computed (" + Failures.reason(e) + ")",
                    "The bundle that declares it must be mended or removed",
                    e);
        }
        return values;
    }

    private static long mixed(long seed, String name) {
        long mixed = seed * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < name.length(); i++) {
            mixed = (mixed ^ name.charAt(i)) * 0x100000001B3L;
        }
        return mixed;
    }
}
