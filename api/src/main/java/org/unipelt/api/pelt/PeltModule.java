package org.unipelt.api.pelt;

import org.osgi.annotation.versioning.ConsumerType;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/**
 * A parameter-efficient tuning method: the service that a method bundle registers, named by {@link PeltMethod}. It lives as
 * long as its bundle, keeps no weights and is called from several threads.
 */
@ConsumerType
public interface PeltModule {

    /** The keys that a user may write beside {@code "method"}; none is {@code name}, {@code gating} or {@code without}. */
    OptionSchema options();

    /**
     * The method with a user's options.
     *
     * @param options checked by {@link #options()}
     * @throws org.unipelt.api.ConfigurationException if values contradict each other
     */
    MethodInstance instantiate(Options options);
}
