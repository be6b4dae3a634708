package org.unipelt.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.FrozenModel;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.training.TrainableComposition;

/** Knows one model, {@link BagOfWords}, and only to train it. */
final class BagOfWordsOrchestrator implements GatingOrchestrator {
    final List<BagOfWords> built = new ArrayList<>();
    final List<TrainableComposition.Setup> setups = new ArrayList<>();
    final List<BagOfWords.Saved> saves = new ArrayList<>();

    @Override
    public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
        setups.add(setup);
        built.add(new BagOfWords(setup, saves));
        return built.get(built.size() - 1);
    }

    @Override
    public List<ModuleInfo> modules() {
        return List.of();
    }

    @Override
    public Predictor open(Path pack) {
        throw new UnavailableException(pack.toString(), "only training is known here", "");
    }

    @Override
    public FrozenModel frozen(String base, String device) {
        throw new UnavailableException(base, "only training is known here", "");
    }
}
