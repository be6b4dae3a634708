package org.unipelt.verification.checks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.pack.ComposedModel;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.PackContents;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.api.pack.Reduction;
import org.unipelt.api.task.TaskHead;

/**
 * Packs where each gives what it was told to.
 *
 * @param contents what every pack holds
 * @param pack what a pack computes
 * @param composed what a composition computes
 * @param refusal why packs are not merged; empty where they are
 */
record OnePack(PackContents contents, ComposedModel pack, ComposedModel composed, String refusal) implements Packs {
    @Override
    public PackContents read(Path folder) {
        return contents;
    }

    @Override
    public ComposedModel compose(Composition composition, TaskHead head, Set<String> copies) {
        return composed;
    }

    @Override
    public ComposedModel compose(Path folder) {
        return pack;
    }

    @Override
    public Reduction merge(Path folder, Optional<Path> data, Path output) {
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
    public GateReport gates(Path folder, Path data) {
        throw InMemory.notForThisTest();
    }

    @Override
    public Reduction prune(Path folder, Path data, double below, Path output) {
        throw InMemory.notForThisTest();
    }
}
