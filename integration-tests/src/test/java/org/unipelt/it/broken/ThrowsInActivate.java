package org.unipelt.it.broken;

import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltModule;

/** A method whose component cannot be activated. */
public final class ThrowsInActivate implements PeltModule {
    public ThrowsInActivate() {
        throw new IllegalStateException("no licence key");
    }

    @Override
    public OptionSchema options() {
        return OptionSchema.empty();
    }

    @Override
    public MethodInstance instantiate(Options options) {
        return (site, weights) -> java.util.List.of();
    }
}
