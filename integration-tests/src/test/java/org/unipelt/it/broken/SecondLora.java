package org.unipelt.it.broken;

import java.util.List;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltModule;

/** A method that takes a name which is taken, and does nothing. */
public final class SecondLora implements PeltModule {
    @Override
    public OptionSchema options() {
        return OptionSchema.empty();
    }

    @Override
    public MethodInstance instantiate(Options options) {
        return (site, weights) -> List.of();
    }
}
