package org.unipelt.shell.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;

/** Gives the base model that a test sets, and packs whose training found a rate: real sessions need TensorFlow. */
public final class TestSessions implements ModelSessions {
    public FrozenModel frozen;

    @Override
    public FrozenModel frozen(String base, String device) {
        if (frozen == null) {
            throw notInThisTest(base);
        }
        return frozen;
    }

    @Override
    public Composition written(Composition composition) {
        return composition;
    }

    @Override
    public PackContents read(Path pack) {
        return new PackContents(Composition.of(Map.of(), "test"), Map.of(), Map.of(), Map.of("learning_rate", 0.0005));
    }

    @Override
    public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
        throw notInThisTest("training");
    }

    @Override
    public ComposedModel compose(Composition composition, TaskHead head, Set<String> copies) {
        throw notInThisTest("composing");
    }

    @Override
    public ComposedModel compose(Path pack) {
        throw notInThisTest("composing");
    }

    private static UnavailableException notInThisTest(String thing) {
        return new UnavailableException(thing, "not in this test", "");
    }
}
