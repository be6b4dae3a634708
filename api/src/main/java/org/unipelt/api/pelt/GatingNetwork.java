package org.unipelt.api.pelt;

import org.osgi.annotation.versioning.ConsumerType;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/**
 * From a sequence to one score for each slot, as UniPELT gates its methods (Mao et al. 2022, arXiv 2110.07577); the service of a
 * gate bundle, named by {@link PeltGate}. What makes a gate of the score (sigmoid, mean over tokens) is the composition's affair,
 * not the network's.
 */
@ConsumerType
public interface GatingNetwork {

    /**
     * The keys that a user may write in {@code "gating"} beside the framework's own, which are other ones: {@code network},
     * {@code scope}, {@code level}, {@code normalisation}, {@code temperature}, {@code k}, {@code balance}, {@code pooling},
     * {@code mean_of}, {@code weights}.
     */
    OptionSchema options();

    /**
     * The network with a user's options.
     *
     * @param options checked by {@link #options()}
     * @throws org.unipelt.api.ConfigurationException if values contradict each other
     */
    GateInstance instantiate(Options options);
}
