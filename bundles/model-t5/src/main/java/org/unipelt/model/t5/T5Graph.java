package org.unipelt.model.t5;

import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.family.Scores;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Stage;

/** Draws one forward pass through both halves. */
final class T5Graph {
    private final T5Config config;
    private final GraphScope scope;
    private final Ops tf;
    private final FrozenWeights weights;
    private final Sites sites;

    T5Graph(T5Config config, GraphScope scope, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.scope = scope;
        this.tf = scope.ops();
        this.weights = weights;
        this.sites = sites;
    }

    ModelOutputs draw(ModelInputs inputs) {
        T5Half.Read encoder = half(Stage.ENCODER).draw(inputs.ids(), inputs.typeIds(), inputs.mask(), null);
        ModelInputs.Decoder given = inputs.decoder();
        T5Half.Read decoder = half(Stage.DECODER).draw(given.ids(), tf.zerosLike(given.ids()), given.mask(), encoder);
        return new ModelOutputs(
                encoder.states(),
                encoder.sequence().mask(),
                encoder.sequence().first(),
                Scores.named(tf, () -> scaled(decoder.last()), this::words),
                Optional.of(new ModelOutputs(
                        decoder.states(),
                        decoder.sequence().mask(),
                        decoder.sequence().first(),
                        Map.of())));
    }

    private T5Half half(Stage stage) {
        return new T5Half(config, stage, scope, weights, sites);
    }

    private Operand<TFloat32> words() {
        return weights.get(config.tied() ? T5Names.WORDS : T5Names.WORD_SCORES);
    }

    private Operand<TFloat32> scaled(Operand<TFloat32> states) {
        return config.tied() ? tf.math.mul(states, tf.constant((float) (1 / Math.sqrt(config.hidden())))) : states;
    }
}
