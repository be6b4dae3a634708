package org.unipelt.verification.checks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.session.ComposedModel;

/** The parameters of a composition that are trained themselves. */
final class Parameters {
    private Parameters() {}

    /** By name; in place of derived ones those that they follow from. */
    static Map<String, Parameter> trained(ComposedModel model) {
        Map<String, Parameter> trained = new LinkedHashMap<>();
        model.parameters().values().forEach(parameters -> add(parameters, trained));
        return trained;
    }

    private static void add(List<Parameter> parameters, Map<String, Parameter> trained) {
        for (Parameter parameter : parameters) {
            if (parameter.derived()) {
                add(parameter.derivation().from(), trained);
            } else {
                trained.put(parameter.name(), parameter);
            }
        }
    }

    static long count(Map<String, Parameter> parameters) {
        return parameters.values().stream().mapToLong(Parameter::size).sum();
    }

    /** Whether a file's weights are those of the parameters, each in its shape; what is not is reported. */
    static boolean complete(
            Map<String, Parameter> parameters, Map<String, TensorData> weights, String file, Findings findings) {
        Map<String, String> problems = new TreeMap<>();
        weights.keySet().stream()
                .filter(name -> !parameters.containsKey(name))
                .forEach(name -> problems.put(name, "the composition has no such weight"));
        parameters.forEach((name, parameter) -> {
            if (!weights.containsKey(name)) {
                problems.put(name, "the file holds no value for it");
            } else if (!weights.get(name).shape().equals(parameter.shape())) {
                problems.put(
                        name,
                        "has shape " + weights.get(name).shape() + ", and the composition's is " + parameter.shape());
            }
        });
        problems.forEach((name, problem) -> findings.notUnderstood(file + ", " + name, problem));
        return problems.isEmpty();
    }
}
