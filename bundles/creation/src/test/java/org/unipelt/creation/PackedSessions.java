package org.unipelt.creation;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;

/** Knows one pack, whatever its folder. */
final class PackedSessions implements ModelSessions {
    private PackContents contents;

    void set(Map<String, ?> composition, Map<String, TensorData> weights) {
        contents = new PackContents(Composition.of(composition, "test"), Map.of(), weights, Map.of());
    }

    @Override
    public Composition written(Composition composition) {
        return composition;
    }

    @Override
    public PackContents read(Path pack) {
        return contents;
    }

    @Override
    public FrozenModel frozen(String base, String device) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ComposedModel compose(Composition composition, TaskHead head, Set<String> copies) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ComposedModel compose(Path pack) {
        throw new UnsupportedOperationException();
    }
}
