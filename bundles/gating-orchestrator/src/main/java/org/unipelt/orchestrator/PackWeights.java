package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;

/** The weights of a pack while it is open: those it came with, and those of methods that have joined since. */
final class PackWeights {
    private final Path folder;
    /** Those that it was trained with, in order. */
    private final List<String> methods;

    /** What it came with: it stays, for what weighs and sums methods is as it was trained again once all of them are back. */
    private final Map<String, float[]> trained = new LinkedHashMap<>();

    /** What was drawn last, so that a method that is not among them finds its own again. */
    private final Map<String, float[]> joined = new LinkedHashMap<>();

    /** @param folder where the pack lies, to name in failures */
    PackWeights(Path folder, Pack pack) {
        this.folder = folder;
        methods = pack.composition().methods().stream()
                .map(method -> String.valueOf(method.getOrDefault("name", method.get("method"))))
                .toList();
        pack.weights().forEach((String name, TensorData data) -> trained.put(name, data.floats()));
    }

    /**
     * What a plan is drawn with: a value for each parameter, and the pack's copies of base weights. Fresh values are drawn for
     * methods that have joined, and for what weighs and sums them; they are kept, so that such a method finds its own again when it
     * comes back.
     *
     * @throws DataException if the pack's own weights are not there, or do not fit
     */
    synchronized Map<String, float[]> of(Plan plan, long seed, Initializer.Base base) {
        Map<String, float[]> values = new LinkedHashMap<>();
        plan.deployed().forEach((owner, parameters) -> {
            if (trained(owner, plan)) {
                parameters.forEach(this::check);
            }
            try {
                values.putAll(InitialValues.complete(parameters, fitting(parameters), seed, base));
            } catch (ConfigurationException e) {
                throw plan.service(owner)
                        .<ConfigurationException>map(service -> new MethodFailure(
                                service,
                                "fails at the first values of its parameters (" + Failures.reason(e.getCause()) + ")",
                                e))
                        .orElse(e);
            }
        });
        joined.putAll(values);
        trained.forEach((name, value) -> {
            if (name.startsWith(OwnBase.OWNER + ".")) {
                values.put(name, value);
            }
        });
        return values;
    }

    /** Values of a parameter's size: a method may have come back with other options, or another version of itself. */
    private Map<String, float[]> fitting(List<Parameter> parameters) {
        Map<String, float[]> fitting = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Stream.of(trained, joined)
                    .map(values -> values.get(parameter.name()))
                    .filter(value -> value != null && value.length == parameter.size())
                    .findFirst()
                    .ifPresent(value -> fitting.put(parameter.name(), value));
        }
        return fitting;
    }

    /** Whether an owner is as it was trained; what weighs and sums methods is another where some have joined or gone. */
    private boolean trained(String owner, Plan plan) {
        return methods.contains(owner) || owner.equals(Planner.HEAD) || methods.equals(plan.methods());
    }

    private void check(Parameter parameter) {
        float[] value = trained.get(parameter.name());
        if (value == null || value.length != parameter.size()) {
            String reason = value == null
                    ? "it has no weights '" + parameter.name() + "'"
                    : "its weights '" + parameter.name() + "' are " + value.length + " numbers, and " + parameter.size()
                            + " are needed";
            throw new DataException(
                    "pack " + folder,
                    reason,
                    "Take the bundles and the base model that it was trained with, or train it again");
        }
    }
}
