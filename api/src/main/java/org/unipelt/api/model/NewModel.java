package org.unipelt.api.model;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.pelt.Initializer;

/** What a model of a family is before any training; the service of a model bundle, named by {@link PeltModel}. */
@ConsumerType
public interface NewModel {

    /**
     * The config.json of a model.
     *
     * @throws org.unipelt.api.ConfigurationException if the sizes do not go together
     */
    Map<String, Object> config(Sizes sizes, Words words);

    /**
     * All weights of its checkpoint, each with the name that it is stored under.
     *
     * @param config config.json
     */
    List<BaseWeight> weights(Map<String, Object> config);

    /**
     * What a weight starts with, as the family's own library has it.
     *
     * @param config config.json
     */
    Initializer start(Map<String, Object> config, BaseWeight weight);

    /**
     * Sizes that every family has.
     *
     * @param hidden numbers that stand for a token
     * @param layers of each half, where there are two
     * @param heads of each attention
     * @param intermediate numbers in the middle of a feed-forward network
     * @param dropout the rate at which training drops elements
     */
    @ProviderType
    record Sizes(int hidden, int layers, int heads, int intermediate, double dropout) {}

    /**
     * The vocabulary.
     *
     * @param count how many pieces of words it has
     * @param padding the id of what fills up batches
     * @param end the id of what ends a text
     */
    @ProviderType
    record Words(int count, int padding, int end) {}
}
