package org.unipelt.verification.checks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.unipelt.api.client.Composition;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;

/** Gives what a test sets, whatever it is asked for. */
final class InMemorySessions implements ModelSessions {
    /** The base models that were asked for. */
    final List<String> asked = new ArrayList<>();

    FrozenModel frozen;

    /** What a composition computes. */
    ComposedModel composed;

    /** What a pack computes, and what it holds. */
    ComposedModel pack;

    PackContents contents;

    /** Given in turn; {@link #trained} is told of each composition. */
    Iterator<? extends TrainableComposition> trainings = Collections.emptyIterator();

    Consumer<Composition> trained = composition -> {};

    @Override
    public FrozenModel frozen(String base, String device) {
        asked.add(base);
        return frozen;
    }

    @Override
    public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
        trained.accept(composition);
        return trainings.next();
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
    public Composition written(Composition composition) {
        return composition;
    }

    @Override
    public PackContents read(Path folder) {
        return contents;
    }
}
