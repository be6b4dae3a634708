package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.TrainableComposition;

/** Repeats short trainings, step by step. */
final class PaperTraining {
    static final String FILE = "training.json";
    static final String BATCHES = "batches.safetensors";

    /** {@code lr}, {@code schedule} and {@code warmup_steps} say what the rates follow from. */
    private static final Set<String> KEYS = Set.of(
            "kind",
            "lr",
            "betas",
            "eps",
            "weight_decay",
            "momentum",
            "dampening",
            "nesterov",
            "schedule",
            "warmup_steps",
            "steps",
            "rates",
            "losses",
            "after",
            "unsteady");

    private final Map<String, TensorData> batches;
    private final int classes;
    private final Findings findings;

    /** @param batches tensors {@code N.NAME}: step s, from 0, takes batch s modulo their number */
    PaperTraining(Map<String, TensorData> batches, int classes, Findings findings) {
        this.batches = batches;
        this.classes = classes;
        this.findings = findings;
    }

    /**
     * A training.
     *
     * @param optimiser the service's name
     * @param options the optimiser's options
     * @param rates the learning rate of each step
     * @param losses the loss of each step, before its update
     * @param after the file of the weights after the last step
     * @param unsteady weights that are not comparable, by their names in the file
     */
    record Recipe(
            String name,
            String optimiser,
            Map<String, Object> options,
            float[] rates,
            float[] losses,
            String after,
            List<String> unsteady) {}

    /** Reads a run; what is not understood is reported, and empty comes back. */
    Optional<Recipe> recipe(String name, JsonNode run) {
        List<String> unknown = run.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !KEYS.contains(key))
                .toList();
        boolean plain = run.path("dampening").asDouble() == 0
                && !run.path("nesterov").asBoolean()
                && run.path("rates").size() == run.path("losses").size();
        if (!unknown.isEmpty() || !plain || !run.path("rates").isArray()) {
            String reason = unknown.isEmpty()
                    ? "needs rates and losses of each step; dampening and Nesterov's momentum are not known"
                    : unknown + " is not known";
            findings.notUnderstood(FILE + ", " + name, reason);
            return Optional.empty();
        }
        return Optional.of(new Recipe(
                name,
                run.path("kind").asText().toLowerCase(Locale.ROOT),
                options(run),
                numbers(run.get("rates")),
                numbers(run.get("losses")),
                run.path("after").asText(),
                StreamSupport.stream(run.path("unsteady").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()));
    }

    /** Takes all steps, and compares their losses. */
    void run(TrainableComposition composition, Recipe recipe) {
        int count = Math.toIntExact(batches.keySet().stream()
                .map(name -> name.split("\\.", 2)[0])
                .distinct()
                .count());
        float[] losses = new float[recipe.rates.length];
        for (int step = 0; step < losses.length; step++) {
            Map<String, TensorData> batch = Layout.under(batches, step % count + ".");
            losses[step] = (float) composition.step(
                    Layout.batch(batch), Layout.oneHot(batch, classes).floats(), recipe.rates[step], step + 1);
        }
        Shape shape = Shape.of(losses.length);
        findings.compare(
                recipe.name + ", losses of " + losses.length + " steps",
                TensorData.of(shape, recipe.losses),
                TensorData.of(shape, losses));
    }

    private static Map<String, Object> options(JsonNode run) {
        Map<String, Object> options = new LinkedHashMap<>();
        put(options, "beta1", run.at("/betas/0"));
        put(options, "beta2", run.at("/betas/1"));
        put(options, "epsilon", run.path("eps"));
        put(options, "weight_decay", run.path("weight_decay"));
        put(options, "momentum", run.path("momentum"));
        return options;
    }

    private static void put(Map<String, Object> options, String name, JsonNode value) {
        if (value.isNumber()) {
            options.put(name, value.asDouble());
        }
    }

    private static float[] numbers(JsonNode array) {
        float[] numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) array.get(i).asDouble();
        }
        return numbers;
    }
}
