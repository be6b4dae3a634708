package org.unipelt.verification.checks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.api.pack.Reduction;

/**
 * Packs that are merged and nothing else.
 *
 * @param refusal why they are not; empty where they are
 */
record Merging(String refusal) implements Packs {
    @Override
    public Reduction merge(Path folder, Optional<Path> data, Path output, BooleanSupplier cancelled) {
        if (!refusal.isEmpty()) {
            throw new ConfigurationException("pack", refusal, "");
        }
        return new Reduction(List.of(), List.of(), 0, 0, Optional.empty(), Optional.empty());
    }

    @Override
    public Map<String, ParameterCount> parameters(Composition composition) {
        throw InMemory.notForThisTest();
    }

    @Override
    public GateReport gates(Path folder, Path data, BooleanSupplier cancelled) {
        throw InMemory.notForThisTest();
    }

    @Override
    public Reduction prune(Path folder, Path data, double below, Path output, BooleanSupplier cancelled) {
        throw InMemory.notForThisTest();
    }

    @Override
    public void move(Path folder, Path place) {
        throw InMemory.notForThisTest();
    }
}
