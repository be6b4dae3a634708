package org.unipelt.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.PackContents;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;

/** Knows one model, {@link BagOfWords}, and only to train it. */
final class BagOfWordsSessions implements ModelSessions {
    final List<BagOfWords> built = new ArrayList<>();
    final List<Composition> compositions = new ArrayList<>();
    final List<TrainableComposition.Setup> setups = new ArrayList<>();
    final List<BagOfWords.Saved> saves = new ArrayList<>();
    Optional<TrainableComposition.FrozenLayers> frozen = Optional.empty();

    @Override
    public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
        compositions.add(composition);
        setups.add(setup);
        built.add(new BagOfWords(setup, saves, frozen));
        return built.get(built.size() - 1);
    }

    @Override
    public FrozenModel frozen(String base, String device) {
        throw onlyTraining(base);
    }

    @Override
    public ComposedModel compose(Composition composition, TaskHead head, Set<String> copies) {
        throw onlyTraining(composition.base());
    }

    @Override
    public ComposedModel compose(Path pack) {
        throw onlyTraining(pack);
    }

    @Override
    public Composition written(Composition composition) {
        return composition;
    }

    @Override
    public PackContents read(Path pack) {
        throw onlyTraining(pack);
    }

    private static UnavailableException onlyTraining(Object thing) {
        return new UnavailableException(thing.toString(), "only training is known here", "");
    }
}
