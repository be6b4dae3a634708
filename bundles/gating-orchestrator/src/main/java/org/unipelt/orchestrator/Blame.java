package org.unipelt.orchestrator;

import java.util.function.Supplier;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;

/** Says in the failures of others what they were about: a family knows the file that is wrong, and not the model's name. */
final class Blame {
    private Blame() {}

    /** What the work gives; where it fails, the message begins with these words. */
    static <T> T on(String thing, Supplier<T> work) {
        try {
            return work.get();
        } catch (ConfigurationException e) {
            throw e.getMessage().startsWith(thing) ? e : new ConfigurationException(thing, e.getMessage(), "", e);
        } catch (DataException e) {
            throw e.getMessage().startsWith(thing) ? e : new DataException(thing, e.getMessage(), "", e);
        }
    }
}
